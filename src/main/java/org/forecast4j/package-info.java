/** What every room may use: the error that is shown to a user. */
@NullMarked
package org.forecast4j;

import org.jspecify.annotations.NullMarked;
