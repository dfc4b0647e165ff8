/**
 * Immutable series on a regular time index: columns, frequencies, gaps and splits. Needs nothing but the JDK, so that the
 * rules against leakage are tested in milliseconds.
 */
@NullMarked
package org.forecast4j.series;

import org.jspecify.annotations.NullMarked;
