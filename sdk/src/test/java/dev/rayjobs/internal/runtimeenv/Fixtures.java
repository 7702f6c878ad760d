package dev.rayjobs.internal.runtimeenv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that the runtime_envs of the tests speak of. */
final class Fixtures {
  /** Relative to the working directory of this process and of the oracle's. */
  static final Path FOLDER = Path.of("target", "runtime-env");

  private Fixtures() {}

  static void create() throws IOException {
    Files.createDirectories(FOLDER.resolve("directory"));
    Files.createDirectories(FOLDER.resolve("directory.yaml"));
    Files.createDirectories(FOLDER.resolve("a:b"));
    text("directory/job.py", "print('hi')\n");
    text("a:b/job.py", "print('hi')\n");
    text("requirements.txt", "requests==2.32.3\n# comment\n\nnumpy\nrequests==2.32.3\n");
    text("crlf.txt", "a\r\nb\r\n");
    text("old-mac.txt", "a\rb\r");
    text("spaces.txt", "\n\n  a  \n\tb\n \n\f\n");
    text("unicode-spaces.txt", "\u00a0\u2003\u001c a\u00a0\nb\u0085\u3000\u2028");
    text("empty.txt", "");
    text("bom.txt", "\ufeffa\n");
    Files.write(FOLDER.resolve("latin1.txt"), "\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(FOLDER.resolve("latin1.yaml"), "\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
    link("link.txt", "requirements.txt");
    link("dangling.txt", "nowhere.txt");
    text("environment.yaml", "dependencies:\n  - python=3.11\n  - pip: [a, 'b']\n");
    text("environment.yml", "dependencies: [python=3.11]\nvariables: {A: 1e3, B: yes, C: 012}\n");
    text("crlf.yaml", "dependencies:\r\n- a\r\nx: |\r\n  y\r\n");
    text("empty.yaml", "# nothing\n");
    text("text.yaml", "just a text\n");
    text("name.yaml", "/usr//bin/\n");
    text("bad-name.yaml", "/missing\n");
    text("list.yaml", "- a\n- 1\n");
    text("broken.yaml", "a: [1\nb: 2\n");
    text("date.yaml", "a: 2024-01-01\n");
    text(
        "keys.yaml",
        "{1: a, true: b, null: c, 1.5: d, 1.0e+16: e, 1.0e+15: f, 0.0001: g, 0.00001: h,"
            + " -1.25e-7: i, 0.0: j, -123456.789: k, 2.0: l}\n");
    text("module.py", "x = 1\n");
    for (String name :
        new String[] {"app.zip", "app.tar.gz", "app.tgz", "app.tar.xz", "app.tar.bz2", "app.whl"}) {
      text(name, "bytes of " + name);
    }
    text("module.whl", "bytes of a wheel");
  }

  /** A line of the table with its files' places filled in. */
  static String fillIn(String line) {
    return line.replace("@F", FOLDER.toString()).replace("@A", FOLDER.toAbsolutePath().toString());
  }

  private static void text(String name, String text) throws IOException {
    Files.writeString(FOLDER.resolve(name), text);
  }

  private static void link(String name, String target) throws IOException {
    Files.deleteIfExists(FOLDER.resolve(name));
    Files.createSymbolicLink(FOLDER.resolve(name), Path.of(target));
  }
}
