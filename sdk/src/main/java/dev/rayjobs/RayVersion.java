package dev.rayjobs;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What runs on the cluster: {@code GET /api/version}. Immutable.
 *
 * <pre>{@code
 * System.out.println("Ray " + client.version().rayVersion());
 * }</pre>
 */
public final class RayVersion {
  private static final Pattern NUMBER = Pattern.compile("^(\\d{1,6})\\.(\\d{1,6}).*");

  private final Map<String, @Nullable Object> answer;

  RayVersion(Map<String, @Nullable Object> answer) {
    this.answer = answer;
  }

  /** {@return Ray's version, for example {@code 2.60.0}} */
  public String rayVersion() {
    return field("ray_version");
  }

  /** {@return the commit that Ray was built from} */
  public String rayCommit() {
    return field("ray_commit");
  }

  /**
   * Tells one incarnation of a cluster from the next; empty on old servers.
   *
   * @return the session's name
   */
  public String sessionName() {
    return field("session_name");
  }

  /** {@return the version of the Jobs API itself, which has been "4" for long} */
  public String apiVersion() {
    return field("version");
  }

  /**
   * {@return whether the cluster's Ray is of this version or newer} A version that cannot be read,
   * such as a build of one's own, counts as new.
   *
   * @param major the first number
   * @param minor the second number
   */
  public boolean isAtLeast(int major, int minor) {
    Matcher number = NUMBER.matcher(rayVersion());
    if (!number.matches()) {
      return true;
    }
    int servedMajor = Integer.parseInt(number.group(1));
    return servedMajor > major
        || (servedMajor == major && Integer.parseInt(number.group(2)) >= minor);
  }

  private String field(String name) {
    Object value = answer.get(name);
    return value == null ? "" : value.toString();
  }

  @Override
  public String toString() {
    return "Ray " + rayVersion();
  }
}
