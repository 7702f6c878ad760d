package dev.rayjobs.internal.runtimeenv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.internal.runtimeenv.PackageReference.Field;
import dev.rayjobs.oracle.RuntimeEnvOracle;
import dev.rayjobs.oracle.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ray's own submit_job decides: it refuses what we refuse, and sends what we would send. Only local
 * paths are not ours to turn into URIs here; the oracle's URIs are taken for them.
 */
@NullUnmarked
class RuntimeEnvOracleTest {
  private static final int RANDOM_ENVS = 1500;

  private final RuntimeEnvOracle oracle = RuntimeEnvOracle.of("2.60.0");
  private final List<String> disagreements = new ArrayList<>();

  private record Case(String text, boolean onPurpose, boolean otherInOldRay) {}

  @BeforeAll
  static void files() throws IOException {
    Fixtures.create();
  }

  private static List<Case> table() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = RuntimeEnvOracleTest.class.getResourceAsStream("runtime-envs.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : all.split("\n", -1)) {
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        boolean onPurpose = line.startsWith("!");
        boolean other = line.startsWith("2.52:");
        String text =
            onPurpose
                ? line.substring(line.indexOf('|') + 1)
                : other ? line.substring("2.52:".length()) : line;
        cases.add(new Case(Fixtures.fillIn(text), onPurpose, other));
      }
    }
    return cases;
  }

  @Test
  void agreesWithTheTable() throws IOException {
    List<Case> table = table();
    for (Case one : table) {
      compare(one.text(), RuntimeEnvSource::json, oracle.submitJson(one.text()), one.onPurpose());
    }
    assertThat(disagreements).isEmpty();
    assertThat(table).hasSizeGreaterThan(150);
  }

  /** What is JSON is YAML, too, or nearly so. */
  @Test
  void agreesWithTheTableReadAsYaml() throws IOException {
    for (Case one : table()) {
      // NaN is a text to YAML 1.1, and the rest is as in JSON.
      compare(one.text(), RuntimeEnvSource::yaml, oracle.submitYaml(one.text()), one.onPurpose());
    }
    assertThat(disagreements).isEmpty();
  }

  @Test
  void agreesOnRandomRuntimeEnvs() {
    Random random = Seed.random("RuntimeEnvOracleTest.agreesOnRandomRuntimeEnvs");
    int accepted = 0;
    for (int i = 0; i < RANDOM_ENVS; i++) {
      String text = Fixtures.fillIn(Json.write(RuntimeEnvs.random(random)));
      if (compare(text, RuntimeEnvSource::json, oracle.submitJson(text), false)) {
        accepted++;
      }
    }
    assertThat(disagreements).isEmpty();
    // A generator of nothing but refusals, or of nothing but good ones, would prove little.
    assertThat(accepted).isBetween(RANDOM_ENVS / 5, RANDOM_ENVS * 4 / 5);
  }

  /** Which parts of the table depend on Ray's version: the lines that say so, and no others. */
  @Test
  void knowsWhereTheOldestSupportedRayDiffers() throws IOException {
    RuntimeEnvOracle old = RuntimeEnvOracle.of("2.52.1");
    for (Case one : table()) {
      RuntimeEnvOracle.Answer before = old.submitJson(one.text());
      RuntimeEnvOracle.Answer now = oracle.submitJson(one.text());
      boolean same =
          before.refused() == now.refused()
              && Objects.equals(withoutCommit(before.value()), withoutCommit(now.value()));
      if (same == one.otherInOldRay()) {
        disagreements.add(one.text() + "\n2.52.1: " + before + "\n2.60.0: " + now);
      }
    }
    assertThat(disagreements).isEmpty();
  }

  private interface Reader {
    Map<String, Object> read(String text, String origin);
  }

  /** True if both accept it. */
  private boolean compare(
      String text, Reader reader, RuntimeEnvOracle.Answer ray, boolean onPurpose) {
    Object ours = null;
    String refusal = null;
    try {
      Map<String, Object> env = RuntimeEnvNormalizer.normalize(reader.read(text, null));
      if (ray.value() instanceof Map<?, ?> sent) {
        uploaded(env, sent);
        RuntimeEnvNormalizer.checkOnlyUris(env);
      }
      ours = withoutCommit(Json.parse(Json.write(env)));
    } catch (InvalidInputException e) {
      refusal = e.getMessage();
    }
    Object theirs = withoutCommit(ray.value());
    boolean agree =
        ray.refused() ? refusal != null : refusal == null && Objects.equals(theirs, ours);
    if (agree == onPurpose) {
      disagreements.add(
          "ours: %s%nRay: %s%nfor: %s%n"
              .formatted(
                  refusal == null ? ours : refusal, ray.refused() ? ray.refusal() : theirs, text));
    }
    return refusal == null && !ray.refused();
  }

  private static void uploaded(Map<String, Object> env, Map<?, ?> sent) {
    if (env.get("working_dir") instanceof String path && !PackageReference.isUri(path)) {
      env.put("working_dir", sent.get("working_dir"));
    }
    if (env.get("py_modules") instanceof List<?> modules
        && sent.get("py_modules") instanceof List<?> sentModules
        && modules.size() == sentModules.size()) {
      List<Object> uris = new ArrayList<>();
      for (int i = 0; i < modules.size(); i++) {
        boolean local = modules.get(i) instanceof String path && !PackageReference.isUri(path);
        uris.add(local ? sentModules.get(i) : modules.get(i));
      }
      env.put(Field.PY_MODULES.fieldName(), uris);
    }
  }

  /** Ray's Python client stamps pip and conda with its own commit; we have none. */
  private static Object withoutCommit(Object env) {
    if (env instanceof Map<?, ?> map
        && map.get("_ray_commit") instanceof String commit
        && commit.length() == 40) {
      Map<Object, Object> copy = new LinkedHashMap<>(map);
      copy.remove("_ray_commit");
      return copy;
    }
    return env;
  }
}
