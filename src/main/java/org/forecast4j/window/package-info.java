/**
 * Lookback, horizon, patch: which rows make a window (index arithmetic, no tensors), how they are scaled, and the batches
 * of them that a network takes.
 */
@NullMarked
package org.forecast4j.window;

import org.jspecify.annotations.NullMarked;
