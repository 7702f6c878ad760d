/** Feeds parsers with what nobody would write. */
@NullMarked
package dev.rayjobs.fuzz;

import org.jspecify.annotations.NullMarked;
