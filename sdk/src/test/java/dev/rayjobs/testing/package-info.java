/**
 * The ground that tests stand on: a fake dashboard for fast tests of your own code, and a real Ray
 * head for those that need the real thing.
 *
 * <p>Start with {@link dev.rayjobs.testing.FakeDashboard}; where real Ray is needed, with {@link
 * dev.rayjobs.testing.RayHead} or, in JUnit 5, {@link dev.rayjobs.testing.RealRay}. This is the
 * test-jar of {@code rayjobs-sdk}; the fake needs {@code mockwebserver3} beside it. On the class
 * path only: MockWebServer reads packages that OkHttp's module hides.
 */
@NullMarked
package dev.rayjobs.testing;

import org.jspecify.annotations.NullMarked;
