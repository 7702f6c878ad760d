/** The program {@code ray} / {@code ray-job}: parses, calls the library, prints. */
@NullMarked
package dev.rayjobs.cli;

import org.jspecify.annotations.NullMarked;
