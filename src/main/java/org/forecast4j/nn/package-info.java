/**
 * The network: a specification in records becomes a DL4J {@code MultiLayerNetwork}. Knows nothing of files, dates or jobs.
 */
@NullMarked
package org.forecast4j.nn;

import org.jspecify.annotations.NullMarked;
