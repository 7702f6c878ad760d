package dev.rayjobs;

import java.security.SecureRandom;

/** Fresh submission ids in Ray's form: {@code raysubmit_} and 16 letters and digits. */
final class SubmissionIds {
  // As Ray: without the characters that are mistaken for one another.
  private static final String CHARACTERS =
      "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789";
  private static final int LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private SubmissionIds() {}

  static String fresh() {
    StringBuilder id = new StringBuilder("raysubmit_");
    for (int i = 0; i < LENGTH; i++) {
      id.append(CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length())));
    }
    return id.toString();
  }
}
