package dev.rayjobs.internal.http;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.internal.json.JsonException;
import java.io.IOException;
import java.io.Reader;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A whole log on its way here, read piece by piece so that memory does not grow with it. */
public final class LogText implements AutoCloseable {
  private final Response response;
  private final Reader reader;
  private final char[] buffer = new char[16 * 1024];

  LogText(Response response, Reader reader) {
    this.response = response;
    this.reader = reader;
  }

  /**
   * The next piece, or null at the end.
   *
   * @throws ConnectionException if it breaks off
   */
  public @Nullable String next() {
    try {
      int read = reader.read(buffer, 0, buffer.length);
      return read < 0 ? null : new String(buffer, 0, read);
    } catch (IOException | JsonException e) {
      throw new ConnectionException("The log broke off on its way: " + e.getMessage(), e);
    }
  }

  /** All that is left of it, and closes. */
  public String rest() {
    try (this) {
      StringBuilder all = new StringBuilder();
      for (String piece; (piece = next()) != null; ) {
        all.append(piece);
      }
      return all.toString();
    }
  }

  @Override
  public void close() {
    response.close();
  }
}
