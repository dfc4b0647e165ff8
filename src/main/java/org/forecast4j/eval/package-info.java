/** Metrics, baselines, the test of significance and the verdict. Scores any forecaster; knows nothing of training. */
@NullMarked
package org.forecast4j.eval;

import org.jspecify.annotations.NullMarked;
