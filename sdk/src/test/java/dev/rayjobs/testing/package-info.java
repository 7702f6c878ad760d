/**
 * The ground that tests stand on: a fake dashboard for fast tests of your own code, and a real Ray
 * head for those that need the real thing.
 *
 * <p>It is published as the test-jar of {@code rayjobs-sdk}. Start with {@link
 * dev.rayjobs.testing.RayHead} or, in a JUnit 5 test, {@link dev.rayjobs.testing.RealRay}.
 */
@NullMarked
package dev.rayjobs.testing;

import org.jspecify.annotations.NullMarked;
