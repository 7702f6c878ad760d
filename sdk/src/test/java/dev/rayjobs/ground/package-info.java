/** Tests of the tests' ground: the fake dashboard is held to what real Ray does. */
@NullMarked
package dev.rayjobs.ground;

import org.jspecify.annotations.NullMarked;
