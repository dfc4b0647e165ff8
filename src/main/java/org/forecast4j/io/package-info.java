/**
 * CSV files in, CSV and JSON files out. The only room that knows DataVec. What it writes appears whole or not at all.
 */
@NullMarked
package org.forecast4j.io;

import org.jspecify.annotations.NullMarked;
