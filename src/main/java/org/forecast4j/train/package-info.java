/** The training loop: early stopping, learning-rate decay, progress events. */
@NullMarked
package org.forecast4j.train;

import org.jspecify.annotations.NullMarked;
