/** The client for Ray's Jobs API: start at {@code JobClient.builder()}. */
@NullMarked
package dev.rayjobs;

import org.jspecify.annotations.NullMarked;
