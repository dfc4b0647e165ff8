package org.forecast4j.cli;

/** Marks commands that take every job setting as an option. */
interface TakesSettings {}
