package dev.rayjobs.internal.packaging;

import dev.rayjobs.internal.python.PythonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an ignore file, or one exclude, with the meaning that Ray's client gives it. That
 * differs from git's: a path never carries a trailing slash, {@code foo/} matches what is below foo
 * but not foo itself, and a negated class matches slashes.
 */
public final class IgnorePattern {
  // What a path may hold at most. Memory grows with the square of it.
  private static final int LONGEST = 4_096;

  private final String text;
  private final boolean excludes;
  private final GlobProgram program;

  private IgnorePattern(String text, boolean excludes, GlobProgram program) {
    this.text = text;
    this.excludes = excludes;
    this.program = program;
  }

  /**
   * The pattern of this line, or null if the line has none (blank, a comment, a single slash).
   *
   * @throws UnusablePatternException if Ray's client crashes on it, or it is longer than any path
   */
  public static @Nullable IgnorePattern parse(String line) throws UnusablePatternException {
    String text = PythonText.strip(line);
    if (text.isEmpty() || text.startsWith("#") || text.equals("/")) {
      return null;
    }
    boolean excludes = !text.startsWith("!");
    if (text.length() > LONGEST) {
      throw new UnusablePatternException("it has " + text.length() + " characters, as no path has");
    }
    String glob = excludes ? text : text.substring(1);
    if (glob.startsWith("\\")) {
      glob = glob.substring(1);
    }
    if (glob.isEmpty()) {
      throw new UnusablePatternException(
          "nothing is left to match" + UnusablePatternException.RAY_FAILS);
    }
    return new IgnorePattern(text, excludes, compile(segments(glob), excludes));
  }

  /** The segments between slashes; {@code **} stands for any number of them. */
  private static List<String> segments(String glob) {
    List<String> segments = new ArrayList<>(Arrays.asList(glob.split("/", -1)));
    boolean singleName =
        segments.size() == 1 || (segments.size() == 2 && segments.get(1).isEmpty());
    if (segments.get(0).isEmpty()) {
      segments.remove(0);
    } else if (singleName && !segments.get(0).equals("**")) {
      segments.add(0, "**");
    }
    int last = segments.size() - 1;
    if (last > 0 && segments.get(last).isEmpty()) {
      segments.set(last, "**");
    }
    return segments;
  }

  private static GlobProgram compile(List<String> segments, boolean excludes)
      throws UnusablePatternException {
    GlobProgram.Builder program = new GlobProgram.Builder();
    int last = segments.size() - 1;
    boolean slashDue = false;
    for (int i = 0; i <= last; i++) {
      String segment = segments.get(i);
      if (segment.equals("**")) {
        if (last == 0) {
          program.one(GlobProgram.NOT_NEWLINE).many(GlobProgram.NOT_NEWLINE);
        } else if (i == 0) {
          program.startOptional();
          program.one(GlobProgram.NOT_NEWLINE).many(GlobProgram.NOT_NEWLINE).literal('/');
          program.endOptional();
        } else if (i == last) {
          program.literal('/').many(GlobProgram.NOT_NEWLINE);
        } else {
          program.startOptional().literal('/');
          program.one(GlobProgram.NOT_NEWLINE).many(GlobProgram.NOT_NEWLINE);
          program.endOptional();
          slashDue = true;
        }
        continue;
      }
      if (slashDue) {
        program.literal('/');
      }
      slashDue = true;
      if (segment.equals("*")) {
        program.one(GlobProgram.NOT_SLASH).many(GlobProgram.NOT_SLASH);
        continue;
      }
      compileSegment(segment, program);
      if (i == last && excludes) {
        // What is below a matching directory matches too, but not for a re-including pattern.
        program.startOptional().literal('/').many(GlobProgram.NOT_NEWLINE).endOptional();
      }
    }
    return program.build();
  }

  private static void compileSegment(String segment, GlobProgram.Builder program)
      throws UnusablePatternException {
    int[] glob = segment.codePoints().toArray();
    for (int i = 0; i < glob.length; i++) {
      switch (glob[i]) {
        case '\\' -> {
          // A backslash at the end of a segment stands for nothing.
          i++;
          if (i < glob.length) {
            program.literal(glob[i]);
          }
        }
        case '*' -> program.many(GlobProgram.NOT_SLASH);
        case '?' -> program.one(GlobProgram.NOT_SLASH);
        case '[' -> {
          int closing = BracketExpression.closing(glob, i + 1);
          if (closing < 0) {
            program.literal('[');
          } else {
            program.one(BracketExpression.parse(glob, i + 1, closing));
            i = closing;
          }
        }
        default -> program.literal(glob[i]);
      }
    }
  }

  /** The pattern as it was written, without the white space around it. */
  public String text() {
    return text;
  }

  /** False for a pattern that takes paths in again ({@code !}). */
  public boolean excludes() {
    return excludes;
  }

  /**
   * Whether this path matches.
   *
   * @param path relative to the pattern's directory, {@code .} for that directory itself
   */
  public boolean matches(String path) {
    return matches(path, GlobProgram.letters(path));
  }

  /** The same, for a caller that asks many patterns: the path's letters are gathered once. */
  boolean matches(String path, long letters) {
    return program.matches(path, letters);
  }
}
