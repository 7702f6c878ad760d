/**
 * The program {@code ray} / {@code ray-job}: parses, calls the library, prints. It is no library:
 * what it promises are its command line, its exit codes and its JSON, not its classes. Programs in
 * Java use {@link dev.rayjobs.JobClient}.
 */
@NullMarked
package dev.rayjobs.cli;

import org.jspecify.annotations.NullMarked;
