package dev.rayjobs.internal.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * File names as the bytes that lie on disk, read as UTF-8 whatever the locale. With LANG unset Java
 * turns what is not ASCII into U+FFFD; the raw path of a file URI still holds the bytes.
 */
public final class PathNames {
  private static final boolean WINDOWS = !FileSystems.getDefault().getSeparator().equals("/");

  private PathNames() {}

  /**
   * The last name of the path. A byte that is not UTF-8 becomes a lone surrogate, U+DC80 to U+DCFF,
   * as it does in Python.
   */
  public static String nameOf(Path path) {
    Path last = path.getFileName();
    if (last == null) {
      return "";
    }
    String name = last.toString();
    if (WINDOWS || isAscii(name)) {
      return name;
    }
    String raw = path.toUri().getRawPath();
    if (raw.endsWith("/")) {
      raw = raw.substring(0, raw.length() - 1);
    }
    return decode(unescape(raw.substring(raw.lastIndexOf('/') + 1)));
  }

  /** The path of this text below this directory; no check of what it points to. */
  public static Path resolve(Path directory, String relative) {
    if (WINDOWS || isAscii(relative)) {
      return directory.resolve(relative);
    }
    String base = directory.toUri().getRawPath();
    return Path.of(
        URI.create("file://" + (base.endsWith("/") ? base : base + "/") + escape(relative)));
  }

  /** The absolute path that a user's text means. */
  public static Path parse(String text) {
    if (WINDOWS || isAscii(text)) {
      return absolute(Path.of(text));
    }
    if (text.indexOf('\0') >= 0) {
      throw new InvalidPathException(text, "a path cannot hold the character NUL");
    }
    boolean absolute = text.startsWith("/");
    // A path made from a URI is taken as it is: no doubled slashes, none at the end.
    String relative = text.replaceAll("/+", "/").replaceAll("^/|/$", "");
    return resolve(absolute ? Path.of("/") : absolute(Path.of("")), relative);
  }

  /** Whether the bytes of the name on disk are UTF-8. */
  public static boolean isUnicode(String name) {
    for (int i = 0; i < name.length(); i++) {
      boolean low = Character.isLowSurrogate(name.charAt(i));
      if (low && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The path from the root of the file system, not normalised. Java loses a working directory that
   * the locale cannot spell; on Linux the kernel still knows it.
   */
  public static Path absolute(Path path) {
    Path kernel = Path.of("/proc/self/cwd");
    String known = System.getProperty("user.dir", "");
    boolean lost = known.indexOf('?') >= 0 || known.indexOf('\ufffd') >= 0;
    if (path.isAbsolute() || !lost || !Files.exists(kernel)) {
      return path.toAbsolutePath();
    }
    try {
      return kernel.toRealPath().resolve(path);
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }

  /** The name for a message: no control characters, no broken bytes. */
  public static String printable(String name) {
    StringBuilder text = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (c >= 0xdc80 && c <= 0xdcff) {
                text.append(String.format("\\x%02x", c - 0xdc00));
              } else if (Character.isISOControl(c)) {
                text.append(String.format("\\x%02x", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }

  /** The whole path for a message. */
  public static String printable(Path path) {
    String text = path.toString();
    if (WINDOWS || isAscii(text)) {
      return printable(text);
    }
    String raw = path.toUri().getRawPath();
    String whole = decode(unescape(raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw));
    return printable(whole);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private static byte[] unescape(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(raw.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  private static String escape(String path) {
    StringBuilder raw = new StringBuilder(path.length() * 3);
    for (byte b : encode(path)) {
      boolean plain =
          (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '/';
      if (plain) {
        raw.append((char) b);
      } else {
        raw.append(String.format("%%%02X", b & 0xff));
      }
    }
    return raw.toString();
  }

  /** UTF-8, with the broken bytes put back. */
  private static byte[] encode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * 2);
    text.codePoints()
        .forEach(
            c -> {
              if (c >= 0xdc80 && c <= 0xdcff) {
                bytes.write(c - 0xdc00);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }

  private static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return decoder.decode(in.duplicate()).toString();
    } catch (CharacterCodingException broken) {
      decoder.reset();
    }
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (0xdc00 + (in.get() & 0xff)));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }
}
