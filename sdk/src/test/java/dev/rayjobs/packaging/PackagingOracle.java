package dev.rayjobs.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rayjobs.oracle.RayScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The installed Ray 2.60.0: what it makes of a tree. */
final class PackagingOracle implements AutoCloseable {
  /** What Ray's client says: a URI and the members of its zip file, or that it fails. */
  record Answer(String uri, Map<String, Member> zip, int uploaded, String error) {
    boolean failed() {
      return !error.isEmpty();
    }
  }

  /** A member of a zip file. */
  record Member(int mode, long size, long crc) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RayScript script =
      new RayScript(
          "2.60.0", PackagingOracle.class, "packaging_oracle.py", Path.of("").toAbsolutePath());

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
      return JSON.readTree(script.ask(question.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
