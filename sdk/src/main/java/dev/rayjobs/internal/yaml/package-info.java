/** The one room that knows SnakeYAML. */
@NullMarked
package dev.rayjobs.internal.yaml;

import org.jspecify.annotations.NullMarked;
