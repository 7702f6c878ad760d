@NullMarked
package dev.rayjobs.examples;

import org.jspecify.annotations.NullMarked;
