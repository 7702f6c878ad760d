package dev.rayjobs.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a misspelt word was meant to be. */
final class Similar {
  private Similar() {}

  /** The word that takes the fewest changes, if those are few for its length. */
  static Optional<String> to(String misspelt, Collection<String> words) {
    return words.stream()
        // As many are needed as one is longer than the other.
        .filter(word -> Math.abs(misspelt.length() - word.length()) <= most(word))
        .min(Comparator.comparingInt(word -> changes(misspelt, word)))
        .filter(word -> changes(misspelt, word) <= most(word));
  }

  private static int most(String word) {
    return word.length() / 3;
  }

  /** Letters to insert, drop, replace, or swap with their neighbour. */
  private static int changes(String from, String to) {
    int[][] changes = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          changes[i][j] = i + j;
          continue;
        }
        int same = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        changes[i][j] =
            Math.min(
                Math.min(changes[i - 1][j], changes[i][j - 1]) + 1, changes[i - 1][j - 1] + same);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          changes[i][j] = Math.min(changes[i][j], changes[i - 2][j - 2] + 1);
        }
      }
    }
    return changes[from.length()][to.length()];
  }
}
