package dev.rayjobs.internal.yaml;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/**
 * A text is no YAML, or YAML of a kind that Python's safe loader refuses. The message holds the
 * place but nothing of the text, which may be secret. The caller knows where the text came from.
 */
public final class YamlException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  YamlException(String problem, @Nullable Mark mark) {
    super(mark == null ? problem : problem + place(mark.getLine(), mark.getColumn()));
  }

  YamlException(String problem, int line, int column) {
    super(problem + place(line, column));
  }

  private static String place(int line, int column) {
    return " (line " + (line + 1) + ", column " + (column + 1) + ")";
  }
}
