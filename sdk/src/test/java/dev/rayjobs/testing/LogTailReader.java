package dev.rayjobs.testing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a growing log as Ray's agent does: as text in UTF-8, line ends made {@code \n}. Two things
 * follow that a client meets. At the end of what is there, a {@code \r} is taken for a line end at
 * once, so that a {@code \n} that comes later counts as another; and half a character there is an
 * error, as bytes that are not UTF-8 are.
 */
final class LogTailReader {
  private static final int CHUNK_BYTES = 8192;

  private final FakeLog log;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final StringBuilder text = new StringBuilder();
  private byte[] halfCharacter = new byte[0];
  private boolean carriageReturnHeld;
  private int offset;

  LogTailReader(FakeLog log) {
    this.log = log;
  }

  /** The next line, or the beginning of one at the end of what is there; empty at the end. */
  String readLine() throws CharacterCodingException {
    int searched = 0;
    while (true) {
      int lineEnd = text.indexOf("\n", searched);
      if (lineEnd >= 0) {
        return take(lineEnd + 1);
      }
      searched = text.length();
      byte[] chunk = log.read(offset, CHUNK_BYTES);
      offset += chunk.length;
      if (chunk.length > 0) {
        add(decode(chunk), false);
      } else if (halfCharacter.length > 0) {
        throw new MalformedInputException(halfCharacter.length);
      } else if (carriageReturnHeld) {
        add("", true);
      } else {
        return take(text.length());
      }
    }
  }

  private String take(int length) {
    String taken = text.substring(0, length);
    text.delete(0, length);
    return taken;
  }

  private String decode(byte[] chunk) throws CharacterCodingException {
    ByteBuffer in = ByteBuffer.allocate(halfCharacter.length + chunk.length);
    in.put(halfCharacter).put(chunk).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CoderResult result = decoder.reset().decode(in, out, false);
    if (result.isError()) {
      result.throwException();
    }
    halfCharacter = new byte[in.remaining()];
    in.get(halfCharacter);
    return out.flip().toString();
  }

  private void add(String decoded, boolean atEnd) {
    String all = carriageReturnHeld ? "\r" + decoded : decoded;
    carriageReturnHeld = !atEnd && all.endsWith("\r");
    if (carriageReturnHeld) {
      all = all.substring(0, all.length() - 1);
    }
    text.append(all.replace("\r\n", "\n").replace('\r', '\n'));
  }
}
