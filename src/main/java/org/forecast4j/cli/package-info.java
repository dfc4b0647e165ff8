/** The command line: the only room that prints to standard output or ends the process. */
@NullMarked
package org.forecast4j.cli;

import org.jspecify.annotations.NullMarked;
