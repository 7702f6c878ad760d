package dev.rayjobs.cli;

import dev.rayjobs.IfExists;
import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobSubmission;
import dev.rayjobs.SubmissionPreview;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code ray job submit}. */
final class SubmitCommand implements Command {
  private static final String HOOK_VARIABLE = "RAY_JOB_SUBMIT_HOOK";

  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();
  private final EntrypointOptions entrypoint = new EntrypointOptions();
  private final RuntimeEnvOptions runtimeEnv = new RuntimeEnvOptions();
  private final IdentityOptions identity = new IdentityOptions();
  private final EndOptions ends = new EndOptions();
  private final SignalOptions signals = new SignalOptions();

  private final Option<String> metadataJson =
      Option.text(
          "--metadata-json", "JSON", "Texts to keep with the job, as {\"key\": \"value\"}.");

  private final Option<Boolean> dryRun =
      Option.flag(
          "--dry-run", "Show what would be uploaded and sent, secrets masked; send nothing.");

  private final Option<Boolean> showSecrets =
      Option.flag("--show-secrets", "Mask nothing in what --dry-run shows.");

  private final Option<Boolean> noWait =
      Option.flag(
          "--no-wait",
          "End once the job is submitted. With resume, a running job that is there already is watched"
              + " for 15 seconds first, since somebody may be stopping it.");

  /** The job's id, once it is known. */
  private @Nullable String submitted;

  SubmitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "submit", "Submits a job, shows its log until it ends, and ends by the job's result.")
        .details("Example: ray job submit --working-dir . -- python my_script.py --arg=val")
        .arguments(entrypoint.words())
        .options(entrypoint.group())
        .options(
            new OptionGroup("The job", identity.options())
                .and(List.of(metadataJson, dryRun, showSecrets)))
        .options(runtimeEnv.group())
        .options(
            OptionGroup.of("The wait for its end", noWait)
                .and(ends.optionsOfFollowing())
                .and(signals.options()))
        .options(connection.groupForWaiting())
        .options(narration.group());
  }

  @Override
  public @Nullable String subject() {
    return submitted;
  }

  @Override
  public Integer call() {
    String command = entrypoint.command();
    Leaving onSignal = signals.onSignal(console);
    runtimeEnv.check();
    if (showSecrets.given() && !dryRun.given()) {
      throw new InvalidInputException("--show-secrets needs --dry-run");
    }
    JobSubmission.Builder builder = JobSubmission.builder(command);
    entrypoint.fill(builder);
    String json = metadataJson.value();
    Map<String, String> metadata =
        json == null ? Map.of() : JsonArgument.texts("--metadata-json", json);
    warn();
    identity.fill(builder, console, warning -> console.err().line("Warning: " + warning));
    metadata.forEach(builder::metadata);
    // Ray warns only once it has said where the cluster is.
    List<String> warnings = new ArrayList<>();
    runtimeEnv.fill(builder, warnings::add);
    JobSubmission submission = builder.build();
    if (dryRun.given()) {
      warnings.forEach(narration.narrator(console)::warning);
      return preview(submission);
    }
    boolean mayAttach = submission.ifExists() != IfExists.FAIL;
    try (Departure departure =
            new Departure(console, narration, ends, onSignal, mayAttach).listen();
        Session session = connect(departure)) {
      departure.on(session);
      warnings.forEach(session.narrator()::warning);
      return submit(session, submission, departure);
    }
  }

  private Session connect(Departure departure) {
    UploadRemarks remarks =
        new UploadRemarks(
            console,
            narration,
            departure::makesAJob,
            id -> {
              submitted = id;
              departure.submitting(id);
            });
    try {
      return Session.open(
          console, connection, narration, connection.client(console).listener(remarks));
    } catch (RuntimeException e) {
      departure.failed();
      throw e;
    }
  }

  private int submit(Session session, JobSubmission submission, Departure departure) {
    try {
      while (true) {
        departure.beginsSubmission();
        Job job = session.client().submit(submission);
        departure.has(job);
        submitted = job.submissionId();
        announce(session, job);
        JobDetails end =
            noWait.given()
                ? JobGoneException.unlessGone(job.submissionId(), job::settle).orElse(null)
                : follow(session, job, departure);
        if (end == null || !job.isOutdated(end) || departure.isDecided()) {
          return tell(session, job, end, departure.lastWord(end != null));
        }
        session
            .remarks()
            .line(
                "That end is an earlier submission's: job '"
                    + job.submissionId()
                    + "' was being stopped, or made for another generation. Submitting again.");
      }
    } catch (RuntimeException e) {
      departure.failed();
      throw e;
    }
  }

  private int preview(JobSubmission submission) {
    UploadRemarks remarks = new UploadRemarks(console, narration);
    SubmissionPreview preview = connection.client(console).listener(remarks).preview(submission);
    PackageReport report = new PackageReport(console.out(), remarks::warned);
    Map<String, Object> request =
        showSecrets.given() ? preview.requestWithSecrets() : preview.request();
    if (narration.isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("packages", preview.packages().stream().map(report::asJson).toList());
      json.put("request", request);
      console.out().line(Json.write(json));
    } else {
      report.print(preview.packages(), false, false);
      console.out().line("Would be sent: " + Json.writePretty(request));
    }
    report.check();
    return ExitCode.OK;
  }

  private void warn() {
    if (identity.usesDeprecatedName()) {
      narration
          .narrator(console)
          .warning("--job-id option is deprecated. Please use --submission-id instead.");
    }
    if (console.variable(HOOK_VARIABLE) != null) {
      console
          .err()
          .line(
              "Warning: "
                  + HOOK_VARIABLE
                  + " names a Python class, which this program cannot call: the job is submitted"
                  + " without it.");
    }
  }

  private static void announce(Session session, Job job) {
    Narrator narrator = session.narrator();
    if (job.attached()) {
      narrator.print("Job '" + job.submissionId() + "' is there already; nothing was submitted.");
    } else {
      narrator.bigSuccess("Job '" + job.submissionId() + "' submitted successfully");
    }
    narrator.group(
        "Next steps",
        () -> {
          narrator.command(
              "Query the logs of the job:", Program.name() + " logs " + job.submissionId());
          narrator.command(
              "Query the status of the job:", Program.name() + " status " + job.submissionId());
          narrator.command(
              "Request the job to be stopped:", Program.name() + " stop " + job.submissionId());
        });
    narrator.newline();
    session.aside(
        () ->
            "In the dashboard: "
                + JobJson.dashboardUrl(job.submissionId(), session.client().address()));
  }

  private static JobDetails follow(Session session, Job job, Departure departure) {
    session.narrator().print("Tailing logs until the job exits (disable with --no-wait):");
    return Following.toTheEnd(session, job, job.followLogs(), departure);
  }

  /**
   * Says the result.
   *
   * @param end null if it is not known
   * @param decided the exit code that a signal or the time limit decided on, or 0
   */
  private int tell(Session session, Job job, @Nullable JobDetails end, int decided) {
    if (noWait.given()) {
      session.quietResult(job.submissionId());
      if (session.isJson()) {
        session.result(JobGoneException.unlessGone(job.submissionId(), job::details), decided);
      }
      return decided;
    }
    JobDetails known = Objects.requireNonNull(end);
    int exitCode = decided != 0 ? decided : ends.exitCode(known);
    session.report(known, job.submissionId());
    session.result(known, exitCode);
    return exitCode;
  }
}
