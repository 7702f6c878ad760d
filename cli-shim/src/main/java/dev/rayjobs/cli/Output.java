package dev.rayjobs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One of the program's output streams. Text goes out as UTF-8 whatever the locale, at once, so that
 * a reader in a pipe sees it when it was written. Thread-safe.
 */
final class Output implements Appendable {
  private final OutputStream stream;
  private boolean atLineStart = true;
  private volatile boolean withoutReader;
  private boolean closed;

  /**
   * Writes to this stream.
   *
   * @param stream one that does not buffer
   */
  Output(OutputStream stream) {
    this.stream = stream;
  }

  /**
   * Writes the text as it is.
   *
   * @throws ReaderGoneException if nobody reads the stream any more
   */
  synchronized void write(String text) {
    if (closed || text.isEmpty()) {
      return;
    }
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException e) {
      if (!withoutReader) {
        throw new ReaderGoneException(e);
      }
    }
    atLineStart = text.endsWith("\n");
  }

  /** Ends a line that text without a line end has left open. */
  synchronized void endLine() {
    if (!atLineStart) {
      write("\n");
    }
  }

  /** From now on it is no error that nobody reads: what is written then is lost. */
  void doWithoutReader() {
    withoutReader = true;
  }

  /** As {@link #write}. */
  @Override
  public Output append(CharSequence text) {
    write(text.toString());
    return this;
  }

  @Override
  public Output append(CharSequence text, int start, int end) {
    return append(text.subSequence(start, end));
  }

  @Override
  public Output append(char character) {
    return append(String.valueOf(character));
  }

  /** Erases the line that the cursor of the terminal stands in. */
  synchronized void eraseLine() {
    write("\r\u001b[K");
    atLineStart = true;
  }

  /** Writes a line of its own: after text without a line end, it begins a new one. */
  synchronized void line(String text) {
    write((atLineStart ? "" : "\n") + text + "\n");
  }

  /** Writes a line as {@link #line}, and none after it: what others still write is lost. */
  synchronized void lastLine(String text) {
    line(text);
    closed = true;
  }

  /** The pipe's other end was closed, as {@code head} does when it has enough. */
  static final class ReaderGoneException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException(IOException cause) {
      super(cause);
    }
  }
}
