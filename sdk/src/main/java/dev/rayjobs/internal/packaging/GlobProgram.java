package dev.rayjobs.internal.packaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A compiled pattern: steps that are all followed at the same time, character by character, so that
 * no pattern takes longer than path length times pattern length. Java's regular expressions are not
 * used because they differ from Python's in classes and line ends, and can run for ever.
 */
final class GlobProgram {
  /** Any character but a slash. */
  static final IntPredicate NOT_SLASH = c -> c != '/';

  /** Any character that Python's {@code .} accepts. */
  static final IntPredicate NOT_NEWLINE = c -> c != '\n';

  /**
   * A step that takes a character.
   *
   * @param literal the character it takes, or -1 if it takes those that {@code accepts} accepts
   * @param next the steps that may come after it, one bit for each
   */
  private record Step(int literal, IntPredicate accepts, long[] next) {
    boolean takes(int character) {
      return literal >= 0 ? literal == character : accepts.test(character);
    }
  }

  /** The steps; null where a group begins. */
  private final @Nullable Step[] steps;

  /** The steps that may be the first. */
  private final long[] first;

  /** The {@link #letters} of every path that matches; the quickest way to say no. */
  private final long requiredLetters;

  /** Characters that stand together in every path that matches; a quick way to say no. */
  private final String required;

  private GlobProgram(@Nullable Step[] steps, long[] first, long requiredLetters, String required) {
    this.steps = steps;
    this.first = first;
    this.requiredLetters = requiredLetters;
    this.required = required;
  }

  /** Which characters there are in a text: one bit for each, which it shares with some others. */
  static long letters(String text) {
    long letters = 0;
    for (int i = 0; i < text.length(); i++) {
      letters |= 1L << text.charAt(i); // the lowest six bits count
    }
    return letters;
  }

  /**
   * Whether the whole path matches, or all of it but one newline at its end (Python's `$`).
   *
   * @param letters the {@link #letters} of the path, or of more than that
   */
  boolean matches(String path, long letters) {
    if ((letters & requiredLetters) != requiredLetters || !path.contains(required)) {
      return false;
    }
    long[] now = first.clone();
    long[] next = new long[now.length];
    int at = 0;
    while (at < path.length()) {
      int character = path.codePointAt(at);
      at += Character.charCount(character);
      if (character == '\n' && at == path.length() && has(now, steps.length)) {
        return true;
      }
      Arrays.fill(next, 0);
      if (!advance(now, next, character)) {
        return false;
      }
      long[] swap = now;
      now = next;
      next = swap;
    }
    return has(now, steps.length);
  }

  /** Adds to {@code next} what may come after the steps that take this character; false if none. */
  private boolean advance(long[] now, long[] next, int character) {
    boolean any = false;
    for (int word = 0; word < now.length; word++) {
      for (long left = now[word]; left != 0; left &= left - 1) {
        int i = word * Long.SIZE + Long.numberOfTrailingZeros(left);
        Step step = i < steps.length ? steps[i] : null;
        if (step != null && step.takes(character)) {
          addAll(next, step.next);
          any = true;
        }
      }
    }
    return any;
  }

  private static boolean has(long[] set, int i) {
    return (set[i / Long.SIZE] & 1L << i) != 0; // the lowest six bits count
  }

  private static void addAll(long[] set, long[] more) {
    for (int word = 0; word < set.length; word++) {
      set[word] |= more[word];
    }
  }

  /** Puts a program together, from left to right. */
  static final class Builder {
    private enum Kind {
      /** One character. */
      ONE,
      /** Any number of characters, none too. */
      MANY,
      /** The start of a group that may be left out: go on with the next step or behind it. */
      OPTIONAL
    }

    private record Part(Kind kind, int literal, IntPredicate accepts, int behind) {}

    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private String longestRun = "";
    private long letters;
    private int group = -1;

    Builder literal(int character) {
      parts.add(new Part(Kind.ONE, character, c -> false, 0));
      if (group < 0) {
        run.appendCodePoint(character);
      }
      return this;
    }

    Builder one(IntPredicate accepts) {
      endRun();
      parts.add(new Part(Kind.ONE, -1, accepts, 0));
      return this;
    }

    Builder many(IntPredicate accepts) {
      endRun();
      parts.add(new Part(Kind.MANY, -1, accepts, 0));
      return this;
    }

    Builder startOptional() {
      endRun();
      group = parts.size();
      parts.add(new Part(Kind.OPTIONAL, -1, c -> false, 0));
      return this;
    }

    Builder endOptional() {
      parts.set(group, new Part(Kind.OPTIONAL, -1, c -> false, parts.size()));
      group = -1;
      return this;
    }

    GlobProgram build() {
      endRun();
      int end = parts.size();
      @Nullable Step[] steps = new Step[end];
      // For each part, and for the end, the steps that may come there.
      long[][] reach = new long[end + 1][end / Long.SIZE + 1];
      add(reach[end], end);
      for (int i = end - 1; i >= 0; i--) {
        Part part = parts.get(i);
        if (part.kind == Kind.OPTIONAL) {
          addAll(reach[i], reach[part.behind]);
        } else {
          add(reach[i], i);
          boolean again = part.kind == Kind.MANY;
          steps[i] = new Step(part.literal, part.accepts, reach[again ? i : i + 1]);
        }
        if (part.kind != Kind.ONE) {
          addAll(reach[i], reach[i + 1]);
        }
      }
      return new GlobProgram(steps, reach[0], letters, longestRun);
    }

    private static void add(long[] set, int i) {
      set[i / Long.SIZE] |= 1L << i;
    }

    private void endRun() {
      letters |= GlobProgram.letters(run.toString());
      if (run.length() > longestRun.length()) {
        longestRun = run.toString();
      }
      run.setLength(0);
    }
  }
}
