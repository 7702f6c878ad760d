package dev.rayjobs.internal.packaging;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

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

  private enum Kind {
    /** One character. */
    ONE,
    /** Any number of characters, none too. */
    MANY,
    /** The start of a group that may be left out: go on with the next step or behind the group. */
    OPTIONAL
  }

  private record Step(Kind kind, IntPredicate accepts, int behind) {}

  private final List<Step> steps;

  /** Characters that stand together in every path that matches; a quick way to say no. */
  private final String required;

  private GlobProgram(List<Step> steps, String required) {
    this.steps = List.copyOf(steps);
    this.required = required;
  }

  /** Whether the whole path matches, or all of it but one newline at its end (Python's `$`). */
  boolean matches(String path) {
    if (!path.contains(required)) {
      return false;
    }
    BitSet now = new BitSet(steps.size() + 1);
    BitSet next = new BitSet(steps.size() + 1);
    now.set(0);
    int at = 0;
    while (at < path.length()) {
      int character = path.codePointAt(at);
      at += Character.charCount(character);
      advance(now, next, character);
      if (now.get(steps.size()) && character == '\n' && at == path.length()) {
        return true;
      }
      if (next.isEmpty()) {
        return false;
      }
      BitSet swap = now;
      now = next;
      next = swap;
      next.clear();
    }
    advance(now, next, -1);
    return now.get(steps.size());
  }

  /**
   * Adds to {@code now} what can be reached without a character, and to {@code next} what can be
   * reached with this one. Steps that need no character only lead forward, so one pass is enough.
   */
  private void advance(BitSet now, BitSet next, int character) {
    for (int i = now.nextSetBit(0); i >= 0 && i < steps.size(); i = now.nextSetBit(i + 1)) {
      Step step = steps.get(i);
      switch (step.kind) {
        case ONE -> {
          if (character >= 0 && step.accepts.test(character)) {
            next.set(i + 1);
          }
        }
        case MANY -> {
          now.set(i + 1);
          if (character >= 0 && step.accepts.test(character)) {
            next.set(i);
          }
        }
        case OPTIONAL -> {
          now.set(i + 1);
          now.set(step.behind);
        }
      }
    }
  }

  /** Puts a program together, from left to right. */
  static final class Builder {
    private final List<Step> steps = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private String longestRun = "";
    private int group = -1;

    Builder literal(int character) {
      steps.add(new Step(Kind.ONE, c -> c == character, 0));
      if (group < 0) {
        run.appendCodePoint(character);
      }
      return this;
    }

    Builder one(IntPredicate accepts) {
      endRun();
      steps.add(new Step(Kind.ONE, accepts, 0));
      return this;
    }

    Builder many(IntPredicate accepts) {
      endRun();
      steps.add(new Step(Kind.MANY, accepts, 0));
      return this;
    }

    Builder startOptional() {
      endRun();
      group = steps.size();
      steps.add(new Step(Kind.OPTIONAL, c -> false, 0));
      return this;
    }

    Builder endOptional() {
      steps.set(group, new Step(Kind.OPTIONAL, c -> false, steps.size()));
      group = -1;
      return this;
    }

    GlobProgram build() {
      endRun();
      return new GlobProgram(steps, longestRun);
    }

    private void endRun() {
      if (run.length() > longestRun.length()) {
        longestRun = run.toString();
      }
      run.setLength(0);
    }
  }
}
