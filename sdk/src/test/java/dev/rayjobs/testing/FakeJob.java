package dev.rayjobs.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job on a {@link FakeDashboard}. The code under test has submitted it; the test says what
 * becomes of it. It begins {@code PENDING}.
 *
 * <pre>{@code
 * dashboard.onSubmit(job -> job.run().print("step 1\n").print("out of memory\n").fail(137));
 * }</pre>
 *
 * <p>An end is final: what comes after it is ignored, as a job that was stopped cannot succeed any
 * more. Thread-safe.
 */
public final class FakeJob {
  private static final Set<String> TERMINAL = Set.of("STOPPED", "SUCCEEDED", "FAILED");
  private static final int REASON_LINES = 10;
  private static final int REASON_CHARACTERS = 20_000;

  private final String id;
  private final boolean driver;
  private final Map<String, Object> request;
  private final long startTime = System.currentTimeMillis();
  private final FakeLog log = new FakeLog();

  private String status = "PENDING";
  private @Nullable String message;
  private @Nullable String errorType;
  private @Nullable Integer exitCode;
  private @Nullable Long endTime;
  private @Nullable String driverJobId;
  private boolean started;
  private boolean stopRequested;

  FakeJob(String id, boolean driver, Map<String, Object> request) {
    this.id = id;
    this.driver = driver;
    this.request = request;
  }

  /** The submission id; of a driver job its job id. */
  public String id() {
    return id;
  }

  /** The command that was submitted. */
  public String entrypoint() {
    return String.valueOf(request.get("entrypoint"));
  }

  /** The metadata that was submitted; empty if there was none. */
  @SuppressWarnings("unchecked") // The dashboard takes strings only.
  public Map<String, String> metadata() {
    return (Map<String, String>) request.getOrDefault("metadata", Map.of());
  }

  /** The {@code runtime_env} that was submitted, as JSON values; empty if there was none. */
  @SuppressWarnings("unchecked") // JSON's keys are strings.
  public Map<String, Object> runtimeEnv() {
    return (Map<String, Object>) request.getOrDefault("runtime_env", Map.of());
  }

  /** The whole request as JSON values, without fields that were {@code null}. */
  public Map<String, Object> request() {
    return request;
  }

  /** The status as the dashboard tells it, for example {@code RUNNING}. */
  public synchronized String status() {
    return status;
  }

  /** Whether the job has ended. */
  public synchronized boolean isTerminal() {
    return TERMINAL.contains(status);
  }

  /** Whether somebody asked to stop this job. */
  public synchronized boolean stopRequested() {
    return stopRequested;
  }

  /** From PENDING to RUNNING; or to STOPPED if somebody has asked for that already. */
  public synchronized FakeJob run() {
    if (status.equals("PENDING")) {
      started = true;
      set(stopRequested ? "STOPPED" : "RUNNING");
    }
    return this;
  }

  /** Writes text to the job's log, in UTF-8; {@code \n} ends a line. */
  public FakeJob print(String text) {
    return print(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes to the job's log, which need not be UTF-8. */
  public synchronized FakeJob print(byte[] bytes) {
    log.append(bytes);
    notifyAll();
    return this;
  }

  /** Ends as SUCCEEDED with exit code 0. */
  public synchronized FakeJob succeed() {
    run();
    if (!isTerminal()) {
      exitCode = 0;
      set("SUCCEEDED");
    }
    return this;
  }

  /** Ends as FAILED: the command ended with this exit code; -9 for signal 9. */
  public synchronized FakeJob fail(int code) {
    run();
    if (!isTerminal()) {
      exitCode = code;
      errorType = "JOB_ENTRYPOINT_COMMAND_ERROR";
      message = "Job entrypoint command failed with exit code " + code + reason();
      set("FAILED");
    }
    return this;
  }

  /**
   * Ends as FAILED without having run, for example with {@code RUNTIME_ENV_SETUP_FAILURE}; such a
   * job has no log.
   */
  public synchronized FakeJob failToStart(String type, String text) {
    if (!isTerminal()) {
      errorType = type;
      message = text;
      set("FAILED");
    }
    return this;
  }

  /** Ends as STOPPED. */
  public synchronized FakeJob stop() {
    if (!isTerminal()) {
      set("STOPPED");
    }
    return this;
  }

  /** Sets any status, also one that no Ray of today has. */
  public synchronized FakeJob status(String value) {
    set(value);
    return this;
  }

  /** Sets the message that goes with the status. */
  public synchronized FakeJob message(String text) {
    message = text;
    return this;
  }

  /** The job's script has connected to Ray: it has a job id now, for example {@code 02000000}. */
  public synchronized FakeJob connectDriver(String jobId) {
    driverJobId = jobId;
    return this;
  }

  private void set(String value) {
    status = value;
    if (isTerminal()) {
      endTime = System.currentTimeMillis();
    }
    notifyAll();
  }

  private String reason() {
    String tail = new String(log.lastLines(REASON_LINES), StandardCharsets.UTF_8);
    return tail.isEmpty()
        ? ". No logs available."
        : ", last available logs (truncated to 20,000 chars):\n"
            + tail.substring(Math.max(0, tail.length() - REASON_CHARACTERS));
  }

  boolean isDriver() {
    return driver;
  }

  FakeLog log() {
    return log;
  }

  long startTime() {
    return startTime;
  }

  synchronized void requestStop() {
    stopRequested = true;
  }

  synchronized @Nullable Long endTime() {
    return endTime;
  }

  synchronized @Nullable String message() {
    return message;
  }

  synchronized @Nullable String errorType() {
    return errorType;
  }

  synchronized @Nullable Integer exitCode() {
    return exitCode;
  }

  synchronized @Nullable String driverJobId() {
    return driverJobId;
  }

  /** Whether it runs or has run on some node; before that it has no log. */
  synchronized boolean hasStarted() {
    return started;
  }

  /** Returns when something may have changed, or after this time. */
  @SuppressWarnings("WaitNotInLoop") // Who calls this looks again.
  synchronized void awaitChange(long millis) throws InterruptedException {
    wait(Math.max(1, millis));
  }

  @Override
  public String toString() {
    return "job " + id + " (" + status() + ")";
  }
}
