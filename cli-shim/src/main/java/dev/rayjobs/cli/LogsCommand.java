package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.LogStream;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.InvalidInputException;
import java.util.List;

/** {@code ray job logs}. */
final class LogsCommand implements Command {
  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();

  private final Option<Boolean> follow =
      Option.flag(List.of("-f", "--follow"), "Show it as it is written, until the job ends.");

  private final Option<Integer> tail =
      Option.of(
          "--tail",
          "N",
          PythonNumbers::toNatural,
          "Only the last N lines; with --follow, those and what is written from then on.");

  private final Option<Boolean> exitStatus =
      Option.flag(
          "--exit-status",
          "With --follow: end by the job's result, as submit does. Default: with 0.");

  private final EndOptions ends = new EndOptions();
  private final SignalOptions signals = new SignalOptions();

  private final Arguments jobId = Arguments.jobId();

  LogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("logs", "Shows a job's log.")
        .arguments(jobId)
        .options(
            OptionGroup.of("The wait for its end", follow, tail, exitStatus)
                .and(ends.optionsOfFollowing())
                .and(signals.options()))
        .options(connection.groupForWaiting())
        .options(narration.group());
  }

  @Override
  public String subject() {
    return jobId.value();
  }

  @Override
  public Integer call() {
    if (exitStatus.given() && !follow.given()) {
      throw new InvalidInputException("--exit-status needs --follow");
    }
    Leaving onSignal = signals.onSignal(console);
    try (Session session = Session.open(console, connection, narration)) {
      Job job = session.client().job(jobId.value());
      return follow.given() ? follow(session, job, onSignal) : show(session, job);
    }
  }

  private int show(Session session, Job job) {
    if (session.isJson()) {
      StringBuilder log = new StringBuilder();
      write(job, log);
      session.result(JobJson.of(job.submissionId(), "logs", log.toString(), ExitCode.OK));
    } else {
      write(job, session.logs());
    }
    return ExitCode.OK;
  }

  private void write(Job job, Appendable target) {
    Integer lines = tail.value();
    if (lines == null) {
      job.writeLogs(target);
    } else {
      job.writeLogs(target, lines);
    }
  }

  private int follow(Session session, Job job, Leaving onSignal) {
    // An id that was never there is another error than a job that vanishes.
    job.details();
    try (Departure departure = new Departure(console, narration, ends, onSignal, false)) {
      departure.on(session);
      departure.has(job);
      departure.listen();
      return follow(session, job, departure);
    }
  }

  private int follow(Session session, Job job, Departure departure) {
    try {
      Integer lines = tail.value();
      LogStream log = lines == null ? job.followLogs() : job.followLogs(lines);
      JobDetails end = Following.toTheEnd(session, job, log, departure);
      int decided = departure.lastWord(true);
      session.report(end, job.submissionId());
      // As in Ray 0 whatever the job's end, unless asked for: KubeRay counts on it.
      boolean byStatus = exitStatus.given() || ends.isOfDriver();
      int exitCode = decided != 0 ? decided : byStatus ? ends.exitCode(end) : ExitCode.OK;
      session.result(end, exitCode);
      return exitCode;
    } catch (RuntimeException e) {
      departure.failed();
      throw e;
    }
  }
}
