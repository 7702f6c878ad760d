package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.LogStream;
import dev.rayjobs.cli.EndOptions.ExitCodeOf;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.InvalidInputException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ray job logs}. */
@Command(name = "logs", description = "Shows a job's log.")
final class LogsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();

  @Option(
      names = {"-f", "--follow"},
      description = "Show it as it is written, until the job ends.")
  private boolean follow;

  @Option(
      names = "--tail",
      paramLabel = "N",
      description = "Only the last N lines; with --follow, those and what is written from then on.")
  private @Nullable Integer tail;

  @Option(
      names = "--exit-status",
      description = "With --follow: end by the job's result, as submit does. Default: with 0.")
  private boolean exitStatus;

  @Mixin private EndOptions ends = new EndOptions();
  @Mixin private SignalOptions signals = new SignalOptions();

  @Parameters(paramLabel = "JOB_ID", description = "The job's submission id.")
  private String jobId = "";

  LogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (exitStatus && !follow) {
      throw new InvalidInputException("--exit-status needs --follow");
    }
    if (tail != null && tail < 0) {
      throw new InvalidInputException("--tail must not be negative: " + tail);
    }
    Leaving onSignal = signals.onSignal(console);
    try (Session session = Session.open(console, connection, narration)) {
      Job job = session.client().job(jobId);
      return follow ? follow(session, job, onSignal) : show(session, job);
    }
  }

  private int show(Session session, Job job) {
    if (session.isJson()) {
      StringBuilder log = new StringBuilder();
      write(job, log);
      session.result(Map.of("submission_id", job.id(), "logs", log.toString()));
    } else {
      write(job, session.logs());
    }
    return ExitCode.OK;
  }

  private void write(Job job, Appendable target) {
    if (tail == null) {
      job.writeLogs(target);
    } else {
      job.writeLogs(target, tail);
    }
  }

  private int follow(Session session, Job job, Leaving onSignal) {
    // An id that was never there is another error than a job that vanishes.
    job.details();
    try (Departure departure = new Departure(console, narration, ends, onSignal, false)) {
      departure.on(session);
      departure.has(job);
      departure.listen();
      LogStream log = tail == null ? job.followLogs() : job.followLogs(tail);
      JobDetails end = Following.toTheEnd(session, job, log, departure);
      int decided = departure.lastWord(true);
      JobReport.tell(session.narrator(), jobId, end);
      // As in Ray 0 whatever the job's end, unless asked for: KubeRay counts on it.
      boolean byStatus = exitStatus || ends.exitCodeOf == ExitCodeOf.DRIVER;
      int exitCode = decided != 0 ? decided : byStatus ? ends.exitCode(end) : ExitCode.OK;
      session.result(end, exitCode);
      return exitCode;
    }
  }
}
