package dev.rayjobs.oracle;

import dev.rayjobs.testing.RayInstallation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A Python script that stays, run by an installed Ray's Python, and answers each line with a line:
 * what Ray's own client would do. It also ends by itself when this process does, since its input
 * ends then. Thread-safe: one question at a time.
 */
public final class RayScript implements AutoCloseable {
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  /**
   * Starts a script.
   *
   * @param rayVersion for example {@code 2.60.0}
   * @param owner the class beside which the script lies
   * @param name the script's file name
   * @param directory the script's current directory
   */
  public RayScript(String rayVersion, Class<?> owner, String name, Path directory) {
    try {
      Path script = Files.createTempFile("oracle", ".py");
      script.toFile().deleteOnExit();
      try (InputStream in = owner.getResourceAsStream(name)) {
        Files.write(script, Objects.requireNonNull(in, name).readAllBytes());
      }
      ProcessBuilder command =
          new ProcessBuilder(RayInstallation.of(rayVersion).python().toString(), script.toString())
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      command.environment().keySet().removeIf(variable -> variable.startsWith("RAY_"));
      command.environment().put("RAY_USAGE_STATS_ENABLED", "0");
      command.environment().put("PYTHONUTF8", "1");
      process = command.start();
      questions = process.outputWriter(StandardCharsets.US_ASCII);
      answers = process.inputReader(StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer to a question, both JSON on one line. */
  public synchronized String ask(String json) {
    try {
      questions.write(ascii(json) + "\n");
      questions.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("the oracle ended at " + json);
      }
      return answer;
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
