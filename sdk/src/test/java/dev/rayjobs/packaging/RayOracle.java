package dev.rayjobs.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rayjobs.testing.RayInstallation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The installed Ray 2.60.0, in a process that stays and answers what it makes of a tree. */
final class RayOracle implements AutoCloseable {
  /** What Ray's client says: a URI and the members of its zip file, or that it fails. */
  record Answer(String uri, Map<String, Member> zip, int uploaded, String error) {
    boolean failed() {
      return !error.isEmpty();
    }
  }

  /** A member of a zip file. */
  record Member(int mode, long size, long crc) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path script;
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  RayOracle() {
    try {
      script = Files.createTempFile("oracle", ".py");
      try (InputStream in = RayOracle.class.getResourceAsStream("oracle.py")) {
        Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      }
      ProcessBuilder command =
          new ProcessBuilder(
              RayInstallation.of("2.60.0").python().toString(), "-u", script.toString());
      command.environment().put("PYTHONUTF8", "1");
      command.environment().put("RAY_USAGE_STATS_ENABLED", "0");
      command.environment().remove("RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES");
      process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      questions =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answer directory(Path path, List<String> excludes, boolean gitignore, boolean parent) {
    return answer(question("directory", path.toString(), excludes, gitignore, parent));
  }

  Answer file(Path path, List<String> excludes) {
    return answer(question("file", path.toString(), excludes, true, false));
  }

  Answer archive(Path path) {
    return answer(question("package", path.toString(), List.of(), true, false));
  }

  Answer workingDir(String text, List<String> excludes) {
    return answer(question("working_dir", text, excludes, true, false));
  }

  Answer pyModule(String text, List<String> excludes) {
    return answer(question("py_module", text, excludes, true, false));
  }

  Answer unpack(Path zip, Path target) {
    ObjectNode question = question("unpack", target.toString(), List.of(), true, false);
    return answer(question.put("zip", zip.toString()));
  }

  /** For each path whether the lines leave it out; empty if Ray fails on them. */
  List<Boolean> match(List<String> lines, List<String> paths) {
    ObjectNode question = JSON.createObjectNode().put("call", "match");
    lines.forEach(question.putArray("lines")::add);
    paths.forEach(question.putArray("paths")::add);
    List<Boolean> matched = new ArrayList<>();
    ask(question).path("matched").forEach(node -> matched.add(node.asBoolean()));
    return matched;
  }

  private static ObjectNode question(
      String call, String path, List<String> excludes, boolean gitignore, boolean parent) {
    ObjectNode question = JSON.createObjectNode().put("call", call).put("path", path);
    question.put("gitignore", gitignore).put("parent", parent);
    excludes.forEach(question.putArray("excludes")::add);
    return question;
  }

  private Answer answer(ObjectNode question) {
    JsonNode answer = ask(question);
    Map<String, Member> zip = new TreeMap<>();
    answer
        .path("zip")
        .properties()
        .forEach(
            e ->
                zip.put(
                    e.getKey(),
                    new Member(
                        e.getValue().path(0).asInt(),
                        e.getValue().path(1).asLong(),
                        e.getValue().path(2).asLong())));
    return new Answer(
        answer.path("uri").asText(),
        zip,
        answer.path("uploaded").asInt(),
        answer.path("error").asText());
  }

  private JsonNode ask(ObjectNode question) {
    try {
      questions.write(ascii(question.toString()) + "\n");
      questions.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the oracle ended at " + question);
      }
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JSON in ASCII, so that lone surrogates pass. */
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7f) {
        text.append(c);
      } else {
        text.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    try {
      questions.close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
