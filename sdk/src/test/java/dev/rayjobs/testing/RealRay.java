package dev.rayjobs.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a real Ray head to JUnit 5 tests. One head, asking for a token, serves the whole test run
 * and ends with it; use ids of your own for jobs, and delete nothing that is not yours.
 *
 * <pre>{@code
 * @ExtendWith(RealRay.class)
 * class SubmissionIT {
 *   @Test
 *   void runsAJob(RayHead head) { ... }
 * }
 * }</pre>
 *
 * <p>The system property {@code rayjobs.test.ray} says which Ray version; default {@code 2.60.0}.
 */
public final class RealRay implements ParameterResolver {
  /** The system property that names the Ray version. */
  public static final String VERSION_PROPERTY = "rayjobs.test.ray";

  private static final String DEFAULT_VERSION = "2.60.0";

  /** The Ray version that this test run is for. */
  public static String version() {
    return System.getProperty(VERSION_PROPERTY, DEFAULT_VERSION);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RayHead.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The root's store closes what it holds at the end of the run.
    return context
        .getRoot()
        .getStore(Namespace.create(RealRay.class))
        .getOrComputeIfAbsent(RayHead.class, key -> RayHead.start(version()), RayHead.class);
  }
}
