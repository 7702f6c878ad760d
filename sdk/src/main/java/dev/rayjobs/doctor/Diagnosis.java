package dev.rayjobs.doctor;

import java.util.List;

/**
 * All checks of one examination, in order. After the first thing that keeps all others from being
 * looked at there are no more. Immutable.
 *
 * <pre>{@code
 * Diagnosis diagnosis = JobClient.builder().address("https://ray.example.com").diagnose();
 * if (diagnosis.worst() == Check.Level.PROBLEM) { System.err.println(diagnosis); }
 * }</pre>
 */
public final class Diagnosis {
  private final List<Check> checks;

  private Diagnosis(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /**
   * {@return a diagnosis of these checks}
   *
   * @param checks in the order in which they were made
   */
  public static Diagnosis of(List<Check> checks) {
    return new Diagnosis(checks);
  }

  /** {@return the checks in the order in which they were made} */
  public List<Check> checks() {
    return checks;
  }

  /** {@return the worst level of all} */
  public Check.Level worst() {
    return checks.stream().map(Check::level).max(Check.Level::compareTo).orElse(Check.Level.OK);
  }

  /** One line for each check. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    checks.forEach(check -> lines.append(check).append('\n'));
    return lines.toString();
  }
}
