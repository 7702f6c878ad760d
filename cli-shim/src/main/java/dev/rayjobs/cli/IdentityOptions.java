package dev.rayjobs.cli;

import dev.rayjobs.IfExists;
import dev.rayjobs.JobSubmission;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which job a submission is, and what becomes of it if that job is there already. */
final class IdentityOptions {
  private static final String AUTO = "auto";
  private static final String GENERATION_VARIABLE = "RAY_JOB_GENERATION";

  @Option(
      names = "--submission-id",
      paramLabel = "[ID|auto]",
      description = {
        "The id that the job shall have. Default: a fresh one. auto: in an Airflow task, one that is",
        "the same for each of its tries; needs RAY_JOB_MAP_INDEX='{{ ti.map_index }}'."
      })
  private @Nullable String submissionId;

  @Option(
      names = "--job-id",
      paramLabel = "ID",
      description = "Deprecated: use --submission-id instead.")
  private @Nullable String jobId;

  @Option(
      names = "--if-exists",
      paramLabel = "[fail|attach|resume]",
      description = {
        "If the submission id is taken. fail (default): an error. attach: follow the job that is",
        "there. resume: follow it if it runs or succeeded, else run again under ID-r2, ID-r3, …"
      })
  IfExists ifExists = IfExists.FAIL;

  @Option(
      names = "--generation",
      paramLabel = "VALUE",
      description = {
        "With resume: a job that succeeded with another value does not count, and is run again.",
        "Kept in the job's metadata. Default: RAY_JOB_GENERATION."
      })
  private @Nullable String generation;

  boolean usesDeprecatedName() {
    return jobId != null && !jobId.isEmpty();
  }

  void fill(JobSubmission.Builder submission, Console console, Consumer<String> warnings) {
    submission.ifExists(ifExists);
    String value = generation == null ? console.variable(GENERATION_VARIABLE) : generation;
    boolean anyGeneration = true;
    if (value != null && !value.isEmpty()) {
      submission.generation(value);
      anyGeneration = false;
    }
    String id = submissionId != null && !submissionId.isEmpty() ? submissionId : jobId;
    if (id == null || id.isEmpty()) {
      return;
    }
    if (!id.equals(AUTO)) {
      submission.submissionId(id);
      return;
    }
    AirflowTask task = AirflowTask.of(console);
    submission.submissionId(task.submissionId()).metadata(task.metadata());
    if (anyGeneration && ifExists == IfExists.RESUME) {
      warnings.accept(
          "a task that is cleared after its success will not run again: "
              + GENERATION_VARIABLE
              + " is not set. Give the BashOperator "
              + AirflowTask.NEEDED);
    }
  }
}
