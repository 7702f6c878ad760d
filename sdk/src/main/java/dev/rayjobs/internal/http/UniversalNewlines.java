package dev.rayjobs.internal.http;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Turns {@code \r\n} and {@code \r} into {@code \n}, as Python's text mode does. */
final class UniversalNewlines extends FilterReader {
  private boolean afterReturn;

  UniversalNewlines(Reader in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int kept = 0;
    while (kept == 0) {
      int read = super.read(target, offset, length);
      if (read <= 0) {
        return read;
      }
      for (int i = offset; i < offset + read; i++) {
        char c = target[i];
        if (!(c == '\n' && afterReturn)) {
          target[offset + kept++] = c == '\r' ? '\n' : c;
        }
        afterReturn = c == '\r';
      }
    }
    return kept;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
