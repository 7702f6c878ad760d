package dev.rayjobs.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

/** What every message for the user keeps to, whatever it was that went wrong. */
public final class Legibility {
  private static final int LONGEST = 8_500;

  private Legibility() {}

  /**
   * Checks a refusal of what a user has given.
   *
   * @param secrets what it must not show
   */
  public static void ofLine(Throwable error, String... secrets) {
    String message = of(error, secrets);
    assertThat(message.lines()).hasSizeLessThanOrEqualTo(2);
  }

  /**
   * Checks a message that may be of several lines, as a server's reason may.
   *
   * @param secrets what it must not show
   * @return the message
   */
  public static String of(Throwable error, String... secrets) {
    String message = String.valueOf(error.getMessage());
    assertThat(message).isNotBlank();
    assertThat(message.length()).isLessThan(LONGEST);
    assertThat(message.codePoints().filter(point -> !isLegible(point)).boxed())
        .as("what no terminal should get, in: %s", message)
        .isEmpty();
    for (String secret : secrets) {
      assertThat(message).doesNotContain(secret);
    }
    return message;
  }

  private static boolean isLegible(int point) {
    return point == '\n'
        || (!Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE);
  }
}
