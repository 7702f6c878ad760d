package dev.rayjobs.cli;

import dev.rayjobs.IfExists;
import dev.rayjobs.Job;
import dev.rayjobs.JobSubmission;
import dev.rayjobs.SubmissionPreview;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  @Option(
      names = "--submission-id",
      paramLabel = "ID",
      description = "The id that the job shall have. Default: a fresh one.")
  private @Nullable String submissionId;

  @Option(
      names = "--job-id",
      paramLabel = "ID",
      description = "Deprecated: use --submission-id instead.")
  private @Nullable String jobId;

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
      names = "--if-exists",
      paramLabel = "[fail|attach|resume]",
      description = {
        "If the submission id is taken. fail (default): an error. attach: follow the job that is",
        "there. resume: follow it if it runs or succeeded, else run again under ID-r2, ID-r3, …"
      })
  private IfExists ifExists = IfExists.FAIL;

  @Option(
      names = "--dry-run",
      description = "Show what would be uploaded and sent, secrets masked; send nothing.")
  private boolean dryRun;

  @Option(names = "--no-wait", description = "End once the job is submitted.")
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
    UploadRemarks remarks = new UploadRemarks(console, narration.isVerbose());
    JobSubmission.Builder builder =
        JobSubmission.builder(command)
            .metadata(metadata)
            .entrypointResources(resources)
            .entrypointLabelSelector(labels)
            .ifExists(ifExists);
    // Ray warns only once it has said where the cluster is.
    List<String> warnings = new ArrayList<>();
    fill(builder, warnings::add);
    JobSubmission submission = builder.build();
    if (dryRun) {
      warnings.forEach(narration.narrator(console)::warning);
      return preview(submission, remarks);
    }
    try (Session session =
        Session.open(
            console, connection, narration, connection.client(console).listener(remarks))) {
      warnings.forEach(session.narrator()::warning);
      Job job = session.client().submit(submission);
      announce(session, job);
      return noWait ? left(session, job) : follow(session, job, onSignal);
    }
  }

  private int preview(JobSubmission submission, UploadRemarks remarks) {
    SubmissionPreview preview = SubmissionPreview.of(submission, remarks);
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
    if (jobId != null && !jobId.isEmpty()) {
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
    String id = submissionId != null && !submissionId.isEmpty() ? submissionId : jobId;
    if (id != null && !id.isEmpty()) {
      submission.submissionId(id);
    }
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

  private static int left(Session session, Job job) {
    session.quietResult(job.id());
    if (session.isJson()) {
      session.result(job.details(), ExitCode.OK);
    }
    return ExitCode.OK;
  }

  private int follow(Session session, Job job, Leaving onSignal) {
    session.narrator().print("Tailing logs until the job exits (disable with --no-wait):");
    Following.End end = new Following(session, job, ends, onSignal).toTheEnd();
    JobReport.tell(session.narrator(), job.id(), end.details());
    session.result(end.details(), end.exitCode());
    return end.exitCode();
  }
}
