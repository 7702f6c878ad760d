/** Processes that tests start. */
@NullMarked
package dev.rayjobs.children;

import org.jspecify.annotations.NullMarked;
