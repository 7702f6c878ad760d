package dev.rayjobs.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a job writes: lines of many kinds, cut into pieces anywhere, in the middle of a character or
 * between {@code \r} and {@code \n} too.
 */
public final class RandomLog {
  private final List<byte[]> pieces = new ArrayList<>();
  private final byte[] all;

  /**
   * A log drawn from {@code random}.
   *
   * @param bytes about how long
   * @param utf8 whether it is all UTF-8
   */
  public RandomLog(Random random, int bytes, boolean utf8) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int line = 1; out.size() < bytes; line++) {
      out.writeBytes(line(random, line, utf8));
    }
    if (random.nextBoolean()) {
      out.writeBytes("no line end".getBytes(StandardCharsets.UTF_8));
    }
    this.all = out.toByteArray();
    int from = 0;
    while (from < all.length) {
      int to =
          Math.min(all.length, from + 1 + random.nextInt(1 + bytes / (1 + random.nextInt(12))));
      pieces.add(Arrays.copyOfRange(all, from, to));
      from = to;
    }
  }

  private static byte[] line(Random random, int number, boolean utf8) {
    if (!utf8 && random.nextInt(20) == 0) {
      return new byte[] {'b', 'a', 'd', (byte) 0xff, (byte) 0xe2, (byte) 0x82, '\n'};
    }
    String text =
        switch (random.nextInt(10)) {
          case 0 -> "\n";
          case 1 -> "\r\n";
          case 2 -> "\r" + number + " %";
          case 3 -> "\u00fc \u65e5\u672c \uD83D\uDE00 " + number + "\n";
          case 4 -> "\t\"quoted\" \\ \u0001 \u2028 " + number + "\r\n";
          case 5 -> "x".repeat(random.nextInt(300)) + "\n";
          case 6 -> "half";
          case 7 -> number + "\r";
          default -> "line " + number + "\n";
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The pieces in which it is written. */
  public List<byte[]> pieces() {
    return List.copyOf(pieces);
  }

  /** Commands of a shell that write it, with pauses; to go on after other commands. */
  public String script(Random pauses) {
    StringBuilder script = new StringBuilder();
    for (byte[] piece : pieces) {
      script.append("; printf '");
      for (byte b : piece) {
        script.append(String.format("\\%03o", b & 0xff));
      }
      script.append("'; sleep 0.").append(pauses.nextInt(10));
    }
    return script.toString();
  }

  /** What a follower must deliver of such bytes. */
  public static String delivered(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n").replace('\r', '\n');
  }

  /** What a follower must deliver. */
  public String delivered() {
    return delivered(all);
  }

  /** Where two texts begin to differ, or nothing. */
  public static String difference(String expected, String delivered) {
    int mismatch = Arrays.mismatch(expected.toCharArray(), delivered.toCharArray());
    return mismatch < 0
        ? ""
        : "from character %d on it is %s instead of %s (%d characters instead of %d)"
            .formatted(
                mismatch,
                around(delivered, mismatch),
                around(expected, mismatch),
                delivered.length(),
                expected.length());
  }

  private static String around(String text, int at) {
    String part = text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 40));
    return "'" + part.replace("\n", "\\n") + "'";
  }
}
