/**
 * Programs to copy from. All of them find the cluster in RAY_ADDRESS and, with RAY_AUTH_MODE=token,
 * the token where Ray's own client looks for it.
 */
@NullMarked
package dev.rayjobs.examples;

import org.jspecify.annotations.NullMarked;
