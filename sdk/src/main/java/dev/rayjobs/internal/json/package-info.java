/** The one room that knows Jackson. */
@NullMarked
package dev.rayjobs.internal.json;

import org.jspecify.annotations.NullMarked;
