package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.PathNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes a small directory tree with all the trouble that names, links and rule files can make. */
final class RandomTree {
  private static final List<String> LINE_ENDS = List.of("\n", "\n", "\r\n", "\r");
  private static final List<String> MODES =
      List.of("rw-r--r--", "rwxr-xr-x", "rw-------", "r--r--r--", "rwxrwxrwx", "r-x--x--x");

  private final Random random;
  private final RandomPatterns patterns;
  private final List<Path> made = new ArrayList<>();
  private boolean notUnicode;
  private int left;

  RandomTree(Path root, Random random) throws IOException {
    this.random = random;
    this.patterns = new RandomPatterns(random);
    this.left = 3 + random.nextInt(25);
    Files.createDirectory(root);
    made.add(root);
    fill(root, 0);
  }

  RandomPatterns patterns() {
    return patterns;
  }

  /** Whether there is a name that is not UTF-8. */
  boolean notUnicode() {
    return notUnicode;
  }

  private void fill(Path directory, int depth) throws IOException {
    if (random.nextInt(depth == 0 ? 2 : 4) == 0) {
      rules(PathNames.resolve(directory, ".gitignore"));
    }
    if (random.nextInt(depth == 0 ? 4 : 6) == 0) {
      rules(PathNames.resolve(directory, ".rayignore"));
    }
    int children = random.nextInt(7);
    for (int i = 0; i < children && left > 0; i++) {
      child(directory, depth);
    }
  }

  private void child(Path directory, int depth) throws IOException {
    String name = patterns.name();
    if (random.nextInt(300) == 0) {
      name = name + "\udcff\udce9";
      notUnicode = true;
    }
    Path path = PathNames.resolve(directory, name);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    left--;
    int kind = random.nextInt(20);
    if (kind < 9) {
      file(path);
    } else if (kind < 17) {
      Files.createDirectory(path);
      made.add(path);
      if (depth < 30 && random.nextInt(5) > 0) {
        fill(path, depth + 1);
      }
    } else if (kind == 17) {
      Files.createSymbolicLink(
          path, Path.of(random.nextBoolean() ? "no-such-target" : ".gitignore/x"));
    } else {
      link(directory, path);
    }
  }

  private void file(Path path) throws IOException {
    byte[] content = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(600)];
    random.nextBytes(content);
    Files.write(path, content);
    if (random.nextInt(2) == 0) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(patterns.pick(MODES)));
    }
    made.add(path);
  }

  /** A link to something made before that does not hold the link itself. */
  private void link(Path directory, Path path) throws IOException {
    Path target = patterns.pick(made);
    if (!directory.startsWith(target)) {
      Files.createSymbolicLink(path, random.nextBoolean() ? target : directory.relativize(target));
    }
  }

  private void rules(Path file) throws IOException {
    int kind = random.nextInt(40);
    if (kind == 0) {
      Files.createDirectory(file);
      return;
    }
    if (kind == 1) {
      Files.createSymbolicLink(file, Path.of("nothing"));
      return;
    }
    StringBuilder text = new StringBuilder(random.nextInt(40) == 0 ? "\ufeff" : "");
    for (String line : patterns.lines(5)) {
      text.append(line).append(patterns.pick(LINE_ENDS));
    }
    if (random.nextInt(60) == 0) {
      text.append(patterns.crashing());
    }
    Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    if (random.nextInt(80) == 0) {
      Files.write(file, new byte[] {'x', (byte) 0xe9, '\n', 'b'});
    }
  }
}
