/**
 * On what a network computes: which GPUs the driver shows, which ways to use them the class path has, and the choice. All of
 * it is found out before ND4J is touched, for ND4J takes the first backend that says yes and never goes back.
 */
@NullMarked
package org.forecast4j.nn.device;

import org.jspecify.annotations.NullMarked;
