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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ray job submit}. */
@Command(
    name = "submit",
    description = {
      "Submits a job, shows its log until it ends, and ends by the job's result.",
      "",
      "Example: ray job submit --working-dir . -- python my_script.py --arg=val",
      ""
    })
final class SubmitCommand implements Callable<Integer> {
  private static final String HOOK_VARIABLE = "RAY_JOB_SUBMIT_HOOK";

  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();
  @Mixin private RuntimeEnvOptions runtimeEnv = new RuntimeEnvOptions();

  @Mixin private IdentityOptions identity = new IdentityOptions();

  @Option(
      names = "--metadata-json",
      paramLabel = "JSON",
      description = "Texts to keep with the job, as {\"key\": \"value\"}.")
  private @Nullable String metadataJson;

  @Option(
      names = "--entrypoint-num-cpus",
      paramLabel = "N",
      converter = PythonNumbers.ToDouble.class,
      description = "CPU cores to reserve for the entrypoint itself, apart from its tasks.")
  private @Nullable Double numCpus;

  @Option(
      names = "--entrypoint-num-gpus",
      paramLabel = "N",
      converter = PythonNumbers.ToDouble.class,
      description = "GPUs to reserve for the entrypoint itself.")
  private @Nullable Double numGpus;

  @Option(
      names = "--entrypoint-memory",
      paramLabel = "BYTES",
      converter = PythonNumbers.ToLong.class,
      description = "Memory to reserve for the entrypoint itself.")
  private @Nullable Long memory;

  @Option(
      names = "--entrypoint-resources",
      paramLabel = "JSON",
      description = "Custom resources to reserve for the entrypoint itself, as {\"name\": amount}.")
  private @Nullable String resourcesJson;

  @Option(
      names = "--entrypoint-label-selector",
      paramLabel = "JSON",
      description = "The labels that the entrypoint's node must have, as {\"key\": \"value\"}.")
  private @Nullable String labelSelectorJson;

  @Option(
      names = "--shell",
      paramLabel = "COMMAND",
      description = "The command that the job runs as one text for the shell, such as 'a && b'.")
  private @Nullable String shell;

  @Mixin private EndOptions ends = new EndOptions();
  @Mixin private SignalOptions signals = new SignalOptions();

  @Option(
      names = "--dry-run",
      description = "Show what would be uploaded and sent, secrets masked; send nothing.")
  private boolean dryRun;

  @Option(
      names = "--no-wait",
      description = {
        "End once the job is submitted. With resume, a running job that is there already is watched",
        "for 15 seconds first, since somebody may be stopping it."
      })
  private boolean noWait;

  @Parameters(
      arity = "0..*",
      paramLabel = "ENTRYPOINT",
      description = "The command that the job runs, best after --, word by word.")
  private List<String> entrypoint = new ArrayList<>();

  SubmitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String command = command();
    Leaving onSignal = signals.onSignal(console);
    runtimeEnv.check();
    Map<String, Double> resources =
        resourcesJson == null
            ? Map.of()
            : JsonArgument.numbers("--entrypoint-resources", resourcesJson);
    Map<String, String> labels =
        labelSelectorJson == null
            ? Map.of()
            : JsonArgument.texts("--entrypoint-label-selector", labelSelectorJson);
    Map<String, String> metadata =
        metadataJson == null ? Map.of() : JsonArgument.texts("--metadata-json", metadataJson);
    warn();
    JobSubmission.Builder builder =
        JobSubmission.builder(command)
            .entrypointResources(resources)
            .entrypointLabelSelector(labels);
    identity.fill(builder, console, warning -> console.err().line("Warning: " + warning));
    builder.metadata(metadata);
    // Ray warns only once it has said where the cluster is.
    List<String> warnings = new ArrayList<>();
    fill(builder, warnings::add);
    JobSubmission submission = builder.build();
    if (dryRun) {
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
    UploadRemarks remarks = new UploadRemarks(console, narration, departure::submitting);
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
        announce(session, job);
        JobDetails end = noWait ? job.settle().orElse(null) : follow(session, job, departure);
        if (end == null || !job.isOutdated(end) || departure.isDecided()) {
          return tell(session, job, end, departure.lastWord(end != null));
        }
        session
            .remarks()
            .line(
                "That end is an earlier submission's: job '"
                    + job.id()
                    + "' was being stopped, or made for another generation. Submitting again.");
      }
    } catch (RuntimeException e) {
      departure.failed();
      throw e;
    }
  }

  private int preview(JobSubmission submission) {
    SubmissionPreview preview =
        SubmissionPreview.of(submission, new UploadRemarks(console, narration));
    new PackageReport(console.out()).print(preview.packages(), narration.isJson(), false);
    console
        .out()
        .line(
            narration.isJson()
                ? Json.write(preview.request())
                : "Would be sent: " + Json.writePretty(preview.request()));
    return ExitCode.OK;
  }

  private String command() {
    if (shell != null && !entrypoint.isEmpty()) {
      throw new InvalidInputException("Give the command either after -- or with --shell, not both");
    }
    if (shell != null) {
      return shell;
    }
    if (entrypoint.isEmpty()) {
      throw new InvalidInputException(
          "There is no command to run. Give it after --, for example: "
              + Program.name()
              + " submit -- python my_script.py");
    }
    return ShellWords.join(entrypoint);
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

  private void fill(JobSubmission.Builder submission, Consumer<String> warnings) {
    runtimeEnv.fill(submission, warnings);
    if (numCpus != null) {
      submission.entrypointNumCpus(numCpus);
    }
    if (numGpus != null) {
      submission.entrypointNumGpus(numGpus);
    }
    if (memory != null) {
      submission.entrypointMemory(memory);
    }
  }

  private static void announce(Session session, Job job) {
    Narrator narrator = session.narrator();
    if (job.attached()) {
      narrator.print("Job '" + job.id() + "' is there already; nothing was submitted.");
    } else {
      narrator.bigSuccess("Job '" + job.id() + "' submitted successfully");
    }
    narrator.group(
        "Next steps",
        () -> {
          narrator.command("Query the logs of the job:", Program.name() + " logs " + job.id());
          narrator.command("Query the status of the job:", Program.name() + " status " + job.id());
          narrator.command("Request the job to be stopped:", Program.name() + " stop " + job.id());
        });
    narrator.newline();
    session.aside(
        "In the dashboard: " + JobJson.dashboardUrl(job.id(), session.client().address()));
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
    if (noWait) {
      session.quietResult(job.id());
      if (session.isJson()) {
        session.result(job.details(), decided);
      }
      return decided;
    }
    JobDetails known = Objects.requireNonNull(end);
    int exitCode = decided != 0 ? decided : ends.exitCode(known);
    JobReport.tell(session.narrator(), job.id(), known);
    session.result(known, exitCode);
    return exitCode;
  }
}
