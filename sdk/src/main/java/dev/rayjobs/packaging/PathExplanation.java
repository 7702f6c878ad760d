package dev.rayjobs.packaging;

/**
 * Why a path is in a package or not. Immutable.
 *
 * <pre>{@code
 * System.out.println(code.explain("build/a.o").reason());
 * }</pre>
 */
public final class PathExplanation {
  private final boolean included;
  private final String reason;

  PathExplanation(boolean included, String reason) {
    this.included = included;
    this.reason = reason;
  }

  /** {@return whether the path, or for a directory something below it, is in the package} */
  public boolean included() {
    return included;
  }

  /** {@return the reason, one sentence with the path} */
  public String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return reason;
  }
}
