/**
 * A job's results as one HTML page that needs nothing but a browser, and its main chart as SVG. Reads scores, series and
 * forecasts; computes none of the scores itself.
 */
@NullMarked
package org.forecast4j.report;

import org.jspecify.annotations.NullMarked;
