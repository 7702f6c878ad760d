/** The environment variables, behind a door that tests can open. */
@NullMarked
package dev.rayjobs.internal.env;

import org.jspecify.annotations.NullMarked;
