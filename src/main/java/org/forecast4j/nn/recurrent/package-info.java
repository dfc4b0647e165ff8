/**
 * Layers for DL4J networks of sequences, drop-in for DL4J's own. Their activations lie in memory step by step,
 * {@code [time, batch, features]}, and are handed on as DL4J's {@code [batch, features, time]} by a view, so that no layer
 * boundary copies.
 */
@NullMarked
package org.forecast4j.nn.recurrent;

import org.jspecify.annotations.NullMarked;
