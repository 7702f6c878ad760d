package dev.rayjobs.ground;

import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.RayHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs, on a fake dashboard, the few shell commands that the contract tests use as entrypoints, so
 * that fake and real get the same requests. Sleeps are short.
 */
final class ScriptedShell {
  /** Becomes a driver of the submitted job. */
  static final String CONNECT = "python -c 'import ray; ray.init()'";

  /** Becomes a driver that belongs to no submitted job. */
  static final String CONNECT_ALONE = "env -u RAY_JOB_CONFIG_JSON_ENV_VAR " + CONNECT;

  /** Prints a line of five million characters, in many pieces. */
  static final String LONG_LINE = "head -c 5000000 /dev/zero | tr '\\0' x; echo";

  private static final Pattern GATE = Pattern.compile("until \\[ -e \"\\$HOME/([^\"]+)\" .*");
  private static final int TIMES_FASTER = 20;

  private final FakeDashboard dashboard;
  private final Set<String> open = new HashSet<>();
  private int drivers;

  ScriptedShell(FakeDashboard dashboard) {
    this.dashboard = dashboard;
  }

  /** Waits until a file of this name lies in the home of the head. */
  static String gate(String name) {
    return "until [ -e \"$HOME/" + name + "\" ]; do sleep 0.1; done";
  }

  /** What a file of this name does on a real head. */
  synchronized void open(String gate) {
    open.add(gate);
    notifyAll();
  }

  private synchronized void await(String gate) throws InterruptedException {
    while (!open.contains(gate)) {
      wait();
    }
  }

  /** For {@link FakeDashboard#onSubmit}. */
  void start(FakeJob job) {
    if (job.request().containsKey("entrypoint_resources")) {
      return; // No node has them.
    }
    Thread thread = new Thread(() -> run(job), "job " + job.id());
    thread.setDaemon(true);
    thread.start();
  }

  private void run(FakeJob job) {
    job.run();
    // The fake writes no lines of its own, so there is nothing to wait for.
    String script = job.entrypoint().replace(RayHead.afterRaysOwnLine(""), "");
    try {
      switch (script) {
        case CONNECT -> job.connectDriver(nextDriver()).succeed();
        case CONNECT_ALONE -> {
          dashboard.addDriverJob(nextDriver(), script).succeed();
          job.succeed();
        }
        case LONG_LINE -> job.print("x".repeat(5_000_000) + "\n").succeed();
        default -> {
          for (String command : script.split("; (?!do|done)", -1)) {
            execute(job, command);
          }
          job.succeed();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized String nextDriver() {
    return "%02d000000".formatted(++drivers);
  }

  private void execute(FakeJob job, String command) throws InterruptedException {
    String[] words = command.split(" ", 2);
    switch (words[0]) {
      case "true" -> {}
      case "until" -> {
        Matcher gate = GATE.matcher(command);
        if (!gate.matches()) {
          throw new IllegalArgumentException("unknown loop: " + command);
        }
        await(gate.group(1));
      }
      case "printf" -> job.print(unescape(words[1].substring(1, words[1].length() - 1)));
      case "sleep" -> Thread.sleep((long) (1000 * Double.parseDouble(words[1]) / TIMES_FASTER));
      case "exit" -> job.fail(Integer.parseInt(words[1]));
      case "kill" -> job.fail(-9);
      default -> throw new IllegalArgumentException("unknown command: " + command);
    }
  }

  /** What printf makes of {@code \n}, {@code \r} and three octal digits. */
  private static byte[] unescape(String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] in = format.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '\\') {
        out.write(in[i]);
      } else if (in[i + 1] == 'n' || in[i + 1] == 'r') {
        out.write(in[++i] == 'n' ? '\n' : '\r');
      } else {
        out.write(Integer.parseInt(format, i + 1, i + 4, 8));
        i += 3;
      }
    }
    return out.toByteArray();
  }
}
