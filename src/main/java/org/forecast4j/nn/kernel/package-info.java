/**
 * What computes a recurrent layer: one interface, {@link org.forecast4j.nn.kernel.RecurrentKernel}, and kernels behind it,
 * from plain loops that read as the textbook's equations to the fast ones. Knows arrays and nothing of networks.
 *
 * <p>Sequences are time-major, {@code [time, batch, features]} in 'c' order: one time step of the whole batch lies together.
 */
@NullMarked
package org.forecast4j.nn.kernel;

import org.jspecify.annotations.NullMarked;
