/** Measures the library's inner loops with JMH. */
@NullMarked
package dev.rayjobs.benchmark;

import org.jspecify.annotations.NullMarked;
