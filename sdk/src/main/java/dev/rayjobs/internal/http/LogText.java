package dev.rayjobs.internal.http;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.internal.json.JsonException;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** A whole log on its way here, read piece by piece so that memory does not grow with it. */
public final class LogText implements AutoCloseable {
  private final OpenAnswer answer;
  private final Reader reader;
  private final char[] buffer = new char[16 * 1024];
  private int held;

  LogText(OpenAnswer answer, Reader reader) {
    this.answer = answer;
    this.reader = reader;
  }

  /**
   * The next piece, or null at the end. No piece ends within a character that takes two {@code
   * char}s.
   *
   * @throws ConnectionException if it breaks off
   */
  public @Nullable String next() {
    try {
      int read = reader.read(buffer, held, buffer.length - held);
      int end = held + Math.max(0, read);
      held = read > 0 && Character.isHighSurrogate(buffer[end - 1]) ? 1 : 0;
      if (read < 0 && end == 0) {
        return null;
      }
      String piece = new String(buffer, 0, end - held);
      if (held > 0) {
        buffer[0] = buffer[end - 1];
      }
      return piece;
    } catch (IOException | JsonException e) {
      throw new ConnectionException("The log broke off on its way: " + e.getMessage(), e);
    }
  }

  /** Makes it break off; from any thread. */
  public void cancel() {
    answer.cancel();
  }

  @Override
  public void close() {
    answer.close();
  }
}
