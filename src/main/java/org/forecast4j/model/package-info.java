/**
 * What predicts and what is saved: the forecaster, its forecasts and the model bundle. A saved model predicts exactly what
 * the trained one did.
 */
@NullMarked
package org.forecast4j.model;

import org.jspecify.annotations.NullMarked;
