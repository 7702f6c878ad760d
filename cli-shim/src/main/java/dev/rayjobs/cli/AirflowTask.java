package dev.rayjobs.cli;

import dev.rayjobs.errors.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The Airflow task that runs this program, from the variables that Airflow and its DAG set.
 *
 * @param namespace tells apart the Airflows that share a Ray; empty if there is none
 */
record AirflowTask(String dagId, String runId, String taskId, int mapIndex, String namespace) {
  /** The environment that a DAG gives to the BashOperator, beside which Airflow adds its own. */
  static final String NEEDED =
      "env={'RAY_JOB_MAP_INDEX': '{{ ti.map_index }}', 'RAY_JOB_GENERATION': '{{ ti.max_tries }}'},"
          + " append_env=True";

  private static final String MAP_INDEX = "RAY_JOB_MAP_INDEX";
  private static final String NAMESPACE = "RAY_JOB_NAMESPACE";
  private static final int WORD = 32;
  private static final int HASH_BYTES = 12;

  /**
   * Reads them.
   *
   * @throws InvalidInputException if one is missing
   */
  static AirflowTask of(Console console) {
    return new AirflowTask(
        setByAirflow(console, "AIRFLOW_CTX_DAG_ID"),
        setByAirflow(console, "AIRFLOW_CTX_DAG_RUN_ID"),
        setByAirflow(console, "AIRFLOW_CTX_TASK_ID"),
        mapIndex(console),
        Objects.requireNonNullElse(console.variable(NAMESPACE), ""));
  }

  private static String setByAirflow(Console console, String name) {
    String value = console.variable(name);
    if (value == null || value.isEmpty()) {
      throw new InvalidInputException(
          "--submission-id auto is made of what Airflow tells its tasks, and "
              + name
              + " is not set. Where no Airflow runs this program, give an id of your own");
    }
    return value;
  }

  private static int mapIndex(Console console) {
    String text = console.variable(MAP_INDEX);
    if (text == null || text.isEmpty()) {
      throw new InvalidInputException(
          "--submission-id auto needs "
              + MAP_INDEX
              + ", which Airflow does not set by itself. Give the BashOperator "
              + NEEDED);
    }
    try {
      int index = Integer.parseInt(text.strip());
      if (index >= -1) {
        return index;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InvalidInputException(
        MAP_INDEX + " must be the task's map index, -1 or more, not '" + text + "'. Set " + NEEDED);
  }

  /**
   * An id of the task: the same for each try. Readable as far as ids allow; the hash at its end
   * tells apart what cutting and replacing made alike.
   */
  String submissionId() {
    String mapped = mapIndex < 0 ? "" : "-" + mapIndex;
    return "airflow-"
        + word(dagId)
        + "-"
        + word(runId)
        + "-"
        + word(taskId)
        + mapped
        + "-"
        + hash();
  }

  /** The plain words, to keep with the job. */
  Map<String, String> metadata() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("airflow.dag_id", dagId);
    words.put("airflow.run_id", runId);
    words.put("airflow.task_id", taskId);
    words.put("airflow.map_index", String.valueOf(mapIndex));
    if (!namespace.isEmpty()) {
      words.put("airflow.namespace", namespace);
    }
    return words;
  }

  private static String word(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9_.]+", "_");
    return safe.substring(0, Math.min(WORD, safe.length()));
  }

  private String hash() {
    // No variable can hold a NUL, so no two tasks give the same text.
    String all = String.join("\0", dagId, runId, taskId, String.valueOf(mapIndex));
    if (!namespace.isEmpty()) {
      all += "\0" + namespace;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
