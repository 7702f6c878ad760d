package dev.rayjobs.internal.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What stands between brackets in a pattern, read as Python's regular expressions read it: no
 * escapes, no named classes, and a negated one accepts slashes too.
 */
final class BracketExpression implements IntPredicate {
  private record Range(int low, int high) {}

  private final boolean negated;
  private final List<Range> ranges;

  private BracketExpression(boolean negated, List<Range> ranges) {
    this.negated = negated;
    this.ranges = ranges;
  }

  /**
   * The index of the closing bracket, or -1 if there is none.
   *
   * @param start the index behind the opening bracket
   */
  static int closing(int[] glob, int start) {
    int at = start;
    if (at < glob.length && glob[at] == '!') {
      at++;
    }
    // A closing bracket that comes first stands for itself.
    if (at < glob.length && glob[at] == ']') {
      at++;
    }
    while (at < glob.length && glob[at] != ']') {
      at++;
    }
    return at < glob.length ? at : -1;
  }

  /** The expression between the brackets, both exclusive. */
  static BracketExpression parse(int[] glob, int start, int end) throws UnusablePatternException {
    boolean negated = glob[start] == '!';
    List<Range> ranges = new ArrayList<>();
    int at = negated ? start + 1 : start;
    while (at < end) {
      int low = glob[at++];
      int high = low;
      // A hyphen makes a range unless it is the last character.
      if (at + 1 < end && glob[at] == '-') {
        high = glob[at + 1];
        at += 2;
        if (high < low) {
          throw new UnusablePatternException(
              "the range "
                  + Character.toString(low)
                  + "-"
                  + Character.toString(high)
                  + " is reversed"
                  + UnusablePatternException.RAY_FAILS);
        }
      }
      ranges.add(new Range(low, high));
    }
    return new BracketExpression(negated, ranges);
  }

  @Override
  public boolean test(int character) {
    for (Range range : ranges) {
      if (range.low <= character && character <= range.high) {
        return !negated;
      }
    }
    return negated;
  }
}
