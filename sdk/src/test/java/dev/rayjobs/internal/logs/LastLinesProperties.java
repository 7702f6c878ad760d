package dev.rayjobs.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The last lines of texts that come in pieces of any size, found in several ways. */
class LastLinesProperties {
  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.strings()
        .withChars('a', 'b', '\n', '\n')
        .ofMinLength(1)
        .ofMaxLength(12)
        .list()
        .ofMaxSize(20);
  }

  /** The plain way, all at once. */
  private static String expected(List<String> pieces, int lines) {
    String text = String.join("", pieces);
    List<String> all = new ArrayList<>();
    int from = 0;
    for (int end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
      all.add(text.substring(from, end + 1));
    }
    if (from < text.length()) {
      all.add(text.substring(from));
    }
    return String.join("", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  @Property
  void passesOverAllButTheLastLines(
      @ForAll("pieces") List<String> pieces, @ForAll @IntRange(max = 12) int lines) {
    LineCount count = new LineCount();
    pieces.forEach(count::add);
    LineSkip skip = count.allBut(lines);
    StringBuilder rest = new StringBuilder();
    pieces.forEach(piece -> rest.append(skip.rest(piece)));
    assertThat(rest).hasToString(expected(pieces, lines));
  }

  @Property
  void keepsTheLastLinesOrSaysThatItCannot(
      @ForAll("pieces") List<String> pieces,
      @ForAll @IntRange(max = 12) int lines,
      @ForAll @IntRange(min = 3, max = 8) int power) {
    TextEnd end = new TextEnd(1 << power);
    pieces.forEach(end::add);
    String last = end.lastLines(lines);
    String expected = expected(pieces, lines);
    if (last == null) {
      assertThat(expected).hasSizeGreaterThanOrEqualTo(1 << power);
    } else {
      assertThat(last).isEqualTo(expected);
    }
  }
}
