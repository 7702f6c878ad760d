/** The parts of packaging that know files, rules and the zip format, but no package of Ray's. */
@NullMarked
package dev.rayjobs.internal.packaging;

import org.jspecify.annotations.NullMarked;
