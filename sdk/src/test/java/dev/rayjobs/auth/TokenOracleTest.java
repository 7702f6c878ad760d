package dev.rayjobs.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.children.Children;
import dev.rayjobs.testing.RayInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard order, held against the loader of the Ray that is installed. */
class TokenOracleTest {
  private static final String TOKEN = "RAY_AUTH_TOKEN";
  private static final String PATH = "RAY_AUTH_TOKEN_PATH";
  private static final String KUBERNETES = "RAY_ENABLE_K8S_TOKEN_AUTH";

  /** How the three kinds of content end: Ray's answer by path, by default file, and ours. */
  private record Content(String bytes, Answer byPath, Answer byDefault, Answer oursByPath) {
    /** A token that Ray and we take alike. */
    static Content taken(String bytes, String token) {
      Answer found = Answer.found(token);
      return new Content(bytes, found, found, found);
    }

    /** No token: an error where a path was named, nothing in the default file. */
    static Content empty(String bytes) {
      return new Content(bytes, Answer.BROKEN, Answer.NONE, Answer.BROKEN);
    }

    /** Ray takes what cannot stand in a header; we say so, wherever it is. */
    static Content refused(String bytes, Answer ray) {
      return new Content(bytes, ray, ray, Answer.BROKEN);
    }

    Answer oursByDefault() {
      return byDefault.equals(byPath) ? oursByPath : byDefault;
    }
  }

  /** Each char is a byte. */
  private static final List<Content> CONTENTS =
      List.of(
          Content.taken("abc", "abc"),
          Content.taken("abc\n", "abc"),
          Content.taken("abc\r\n", "abc"),
          Content.taken("abc\ndef\n", "abc"),
          Content.taken(" \tabc\t \n", "abc"),
          Content.taken("\f\u000Babc\u000B\f\n", "abc"),
          Content.taken("a b\tc\n", "a b\tc"),
          Content.taken("!\"~\n", "!\"~"),
          Content.empty(""),
          Content.empty("\n"),
          Content.empty(" \t\r\f\u000B\n"),
          Content.empty("\nabc\n"),
          Content.refused("\u00EF\u00BB\u00BFabc\n", Answer.found("\uFEFFabc")),
          Content.refused("abc\rdef\n", Answer.found("abc\rdef")),
          Content.refused("\u00C2\u00A0abc\n", Answer.found("\u00A0abc")),
          Content.refused("\u00C3\u00A9\n", Answer.found("\u00E9")),
          Content.refused("abc\u0000def\n", Answer.found("abc\u0000def")),
          Content.refused("\u0001\n", Answer.found("\u0001")),
          Content.refused("\u007F\n", Answer.found("\u007F")),
          Content.refused("\u00FF\u00FEa\u0000\n", Answer.UNDECODABLE),
          Content.refused("abc\u00FF\n", Answer.UNDECODABLE));

  /** One environment, what Ray takes from it and what we do. */
  private record Case(String question, Answer ray, Answer ours) {}

  private final List<Case> cases = new ArrayList<>();

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void files() throws IOException {
    home = folder.resolve("home");
    write(home.resolve(".ray/auth_token"), "home\n");
    write(folder.resolve("file"), "file\n");
    write(folder.resolve("kubernetes"), "kubernetes\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.60.0", "2.52.1"})
  void findsTheTokenAndModeThatRayFinds(String version) throws Exception {
    boolean knowsKubernetes = !version.equals("2.52.1");
    variables();
    contents();
    paths();
    kubernetes(knowsKubernetes);
    modes();

    List<String> ray = askRay(version, questions());
    List<String> ours = askOurs(questions());

    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(ray).hasSameSizeAs(cases);
    softly.assertThat(ours).hasSameSizeAs(cases);
    for (int i = 0; i < cases.size(); i++) {
      Case one = cases.get(i);
      softly.assertThat(new Answer(ray.get(i))).as("Ray, " + readable(one)).isEqualTo(one.ray());
      softly.assertThat(new Answer(ours.get(i))).as("ours, " + readable(one)).isEqualTo(one.ours());
    }
    softly.assertAll();
    assertThat(cases).hasSizeGreaterThan(90);
  }

  private void variables() {
    same(Answer.NONE);
    same(Answer.NONE, "HOME=");
    same(Answer.NONE, "HOME=" + folder);
    same(Answer.found("home"), "HOME=" + home);
    same(Answer.found("home"), "HOME=" + home + "/");
    same(Answer.found("home"), "HOME=home");
    same(Answer.found("home"), "HOME=" + home, TOKEN + "=", PATH + "=");
    same(Answer.found("abc"), "HOME=" + home, TOKEN + "=abc");
    same(Answer.found("abc"), TOKEN + "= \t\n\r\f\u000Babc\u000B\f\r\n\t ");
    same(Answer.found("a b\tc"), TOKEN + "=a b\tc");
    same(Answer.found("env"), TOKEN + "=env", PATH + "=" + folder.resolve("file"));
    same(Answer.found("env"), TOKEN + "=env", PATH + "=/nowhere/at/all");
    same(Answer.found("file"), TOKEN + "=", PATH + "=" + folder.resolve("file"));
    same(Answer.found("file"), "HOME=" + home, PATH + "=" + folder.resolve("file"));
    // Ray ends its search here: the places below have a token. We say what is wrong.
    differs(Answer.NONE, Answer.BROKEN, "HOME=" + home, TOKEN + "=  ");
    differs(Answer.NONE, Answer.BROKEN, TOKEN + "=\n", PATH + "=" + folder.resolve("file"));
    differs(Answer.found("a\nb"), Answer.BROKEN, TOKEN + "=a\nb");
    differs(Answer.found("\u00E9"), Answer.BROKEN, TOKEN + "=\u00C3\u00A9");
    differs(Answer.found("\uFEFFabc"), Answer.BROKEN, TOKEN + "=\u00EF\u00BB\u00BFabc");
    differs(Answer.UNDECODABLE, Answer.BROKEN, TOKEN + "=\u00FF\u00FE");
  }

  private void contents() throws IOException {
    for (int i = 0; i < CONTENTS.size(); i++) {
      Content content = CONTENTS.get(i);
      Path otherHome = folder.resolve("home" + i);
      Path file = otherHome.resolve(".ray/auth_token");
      write(file, content.bytes());
      differs(content.byPath(), content.oursByPath(), "HOME=" + home, PATH + "=" + file);
      differs(content.byDefault(), content.oursByDefault(), "HOME=" + otherHome);
    }
  }

  private void paths() throws IOException {
    same(Answer.BROKEN, "HOME=" + home, PATH + "=/nowhere/at/all");
    same(Answer.BROKEN, "HOME=" + home, PATH + "=" + folder);
    same(Answer.BROKEN, "HOME=" + home, PATH + "=~/.ray/auth_token");
    same(Answer.BROKEN, "HOME=" + home, PATH + "= ");
    same(Answer.BROKEN, "HOME=" + home, PATH + "=" + folder.resolve("file") + " ");
    same(Answer.BROKEN, "HOME=" + home, PATH + "=" + folder.resolve("file") + "/");
    same(Answer.found("file"), "HOME=" + home, PATH + "=file");
    same(Answer.found("file"), "HOME=" + home, PATH + "=./home/../file");

    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
    same(Answer.found("file"), PATH + "=" + link);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("/nowhere"));
    same(Answer.BROKEN, PATH + "=" + dangling);

    Path locked = folder.resolve("locked/.ray/auth_token");
    write(locked, "secret\n");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    same(Answer.NONE, "HOME=" + folder.resolve("locked"));
    same(Answer.BROKEN, "HOME=" + home, PATH + "=" + locked);

    Files.createDirectories(folder.resolve("folder/.ray/auth_token"));
    same(Answer.NONE, "HOME=" + folder.resolve("folder"));
    write(folder.resolve("nofolder/.ray"), "");
    same(Answer.NONE, "HOME=" + folder.resolve("nofolder"));
    Files.createDirectories(folder.resolve("loose/.ray"));
    Files.createSymbolicLink(folder.resolve("loose/.ray/auth_token"), Path.of("/nowhere"));
    same(Answer.NONE, "HOME=" + folder.resolve("loose"));
  }

  private void kubernetes(boolean known) throws IOException {
    Answer there = Answer.found("kubernetes");
    Answer passedOver = Answer.found("home");
    for (String on : List.of("true", "TRUE", "True", "tRUE", "1")) {
      differs(known ? there : passedOver, there, "HOME=" + home, KUBERNETES + "=" + on);
    }
    for (String off : List.of("yes", "on", "false", "0", "2", "", " true", "true ", "true\n")) {
      same(passedOver, "HOME=" + home, KUBERNETES + "=" + off);
    }
    differs(known ? there : Answer.NONE, there, KUBERNETES + "=1");
    same(Answer.found("env"), TOKEN + "=env", KUBERNETES + "=1");
    same(Answer.found("file"), PATH + "=" + folder.resolve("file"), KUBERNETES + "=1");

    Path missing = Files.createDirectory(folder.resolve("missing"));
    same(passedOver, "HOME=" + home, KUBERNETES + "=1", "PWD=" + missing);
    Path blank = folder.resolve("blank");
    write(blank.resolve("kubernetes"), " \n");
    same(passedOver, "HOME=" + home, KUBERNETES + "=1", "PWD=" + blank);
    Path unreadable = folder.resolve("unreadable");
    write(unreadable.resolve("kubernetes"), "secret\n");
    Files.setPosixFilePermissions(
        unreadable.resolve("kubernetes"), PosixFilePermissions.fromString("---------"));
    same(passedOver, "HOME=" + home, KUBERNETES + "=1", "PWD=" + unreadable);
    Path directory = folder.resolve("directory");
    Files.createDirectories(directory.resolve("kubernetes"));
    same(passedOver, "HOME=" + home, KUBERNETES + "=1", "PWD=" + directory);
  }

  private void modes() {
    cases.add(new Case("mode", new Answer("0"), new Answer("0")));
    mode("1", "token", "TOKEN", "tOkEn");
    mode("0", "tokens", " token", "token ", "token\n", "", "disabled", "1", "true", "yes");
    // The Kelvin sign, which some comparisons take for a k.
    mode("0", "to\u00E2\u0084\u00AAen");
  }

  private void mode(String number, String... values) {
    for (String value : values) {
      String question = question("mode", "RAY_AUTH_MODE=" + value);
      cases.add(new Case(question, new Answer(number), new Answer(number)));
    }
  }

  private void same(Answer both, String... variables) {
    differs(both, both, variables);
  }

  private void differs(Answer ray, Answer ours, String... variables) {
    cases.add(new Case(question("token", variables), ray, ours));
  }

  private static String question(String kind, String... variables) {
    StringBuilder question = new StringBuilder(kind);
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      byte[] value = variable.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1);
      question.append(' ').append(variable, 0, equals + 1).append(base64(value));
    }
    return question.toString();
  }

  private String questions() {
    return cases.stream().map(Case::question).collect(Collectors.joining("\n"));
  }

  private static String readable(Case one) {
    StringBuilder text = new StringBuilder();
    for (String word : one.question().split(" ", -1)) {
      int equals = word.indexOf('=');
      text.append(word, 0, equals < 0 ? word.length() : equals).append(' ');
      if (equals >= 0) {
        byte[] value = Base64.getDecoder().decode(word.substring(equals + 1));
        text.append('[').append(new String(value, StandardCharsets.ISO_8859_1)).append("] ");
      }
    }
    return text.toString();
  }

  private List<String> askRay(String version, String questions) throws Exception {
    Path script = folder.resolve("ask_ray.py");
    try (InputStream in = TokenOracleTest.class.getResourceAsStream("ask_ray.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    String python = RayInstallation.of(version).python().toString();
    return Children.run(
        folder, questions, Children.bound(List.of(python, script.toString(), "kubernetes")));
  }

  private List<String> askOurs(String questions) throws Exception {
    return Children.run(
        folder, questions, Children.bound(Children.java(FindToken.class, "kubernetes")));
  }

  private static void write(Path file, String bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
