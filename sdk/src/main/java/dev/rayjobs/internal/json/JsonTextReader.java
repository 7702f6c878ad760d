package dev.rayjobs.internal.json;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads the text of one field of a JSON object as it comes in: Jackson would hold all of it, and
 * Ray's log answer is one field with a whole log in it. Other fields before it are passed over.
 */
public final class JsonTextReader extends Reader {
  private static final int END = -1;

  private final Reader in;
  private final String field;
  private boolean started;
  private boolean ended;
  private final char[] buffer = new char[16 * 1024];
  private int next;
  private int filled;

  /** Reads this field of the object that {@code in} holds. */
  public JsonTextReader(Reader in, String field) {
    this.in = in;
    this.field = field;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (!started) {
      started = true;
      findField();
    }
    int count = 0;
    while (count < length && !ended) {
      int c = textCharacter();
      if (c == END) {
        ended = true;
      } else {
        target[offset + count++] = (char) c;
        if (count > 0 && next == filled) {
          // What is here is delivered before more is waited for.
          break;
        }
      }
    }
    return count == 0 && ended ? END : count;
  }

  private void findField() throws IOException {
    expect('{', afterSpace());
    int c = afterSpace();
    while (c == '"') {
      String name = text();
      expect(':', afterSpace());
      c = afterSpace();
      if (name.equals(field)) {
        expect('"', c);
        return;
      }
      c = pastValue(c);
      if (c == ',') {
        c = afterSpace();
      }
    }
    throw new JsonException("the answer holds no '" + field + "'");
  }

  private String text() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c; (c = textCharacter()) != END; ) {
      text.append((char) c);
    }
    return text.toString();
  }

  /** Passes over a value that begins with {@code c}; the next character after it and spaces. */
  private int pastValue(int c) throws IOException {
    int depth = 0;
    int at = c;
    while (true) {
      if (at == '"') {
        text();
      } else if (at == '{' || at == '[') {
        depth++;
      } else if (at == '}' || at == ']') {
        if (depth == 0) {
          return at;
        }
        depth--;
      } else if (at == ',' && depth == 0) {
        return at;
      } else if (at == END) {
        throw broken();
      }
      at = afterSpace();
    }
  }

  /** One character of a text, its escape undone; END at its closing quote. */
  private int textCharacter() throws IOException {
    int c = character();
    if (c == '"') {
      return END;
    }
    if (c != '\\') {
      return c;
    }
    int escaped = character();
    return switch (escaped) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> escaped;
      case 'u' -> unicode();
      default -> throw broken();
    };
  }

  private int unicode() throws IOException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(character(), 16);
      if (digit < 0) {
        throw broken();
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private int afterSpace() throws IOException {
    int c;
    do {
      c = character();
    } while (c == ' ' || c == '\n' || c == '\r' || c == '\t');
    return c;
  }

  /** The next character; an answer that ends here was cut off. */
  private int character() throws IOException {
    if (next == filled) {
      filled = in.read(buffer, 0, buffer.length);
      next = 0;
      if (filled <= 0) {
        filled = 0;
        throw broken();
      }
    }
    return buffer[next++];
  }

  private static void expect(char wanted, int found) {
    if (found != wanted) {
      throw broken();
    }
  }

  private static JsonException broken() {
    return new JsonException("the JSON is malformed or breaks off");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
