/** The verbs: a job's settings and what is done with them. The command line and notebooks call the same ones. */
@NullMarked
package org.forecast4j.job;

import org.jspecify.annotations.NullMarked;
