package dev.rayjobs.cli;

import dev.rayjobs.IfExists;
import dev.rayjobs.JobSubmission;
import java.util.List;
import java.util.function.Consumer;

/** Which job a submission is, and what becomes of it if that job is there already. */
final class IdentityOptions {
  private static final String AUTO = "auto";
  private static final String GENERATION_VARIABLE = "RAY_JOB_GENERATION";

  private final Option<String> submissionId =
      Option.text(
          "--submission-id",
          "ID|auto",
          "The id that the job shall have. Default: a fresh one. auto: in an Airflow task, one that is"
              + " the same for each of its tries; needs RAY_JOB_MAP_INDEX='{{ ti.map_index }}'."
              + " RAY_JOB_NAMESPACE tells apart Airflows that share a Ray.");

  private final Option<String> jobId =
      Option.text("--job-id", "ID", "Deprecated: use --submission-id instead.");

  private final Option<IfExists> ifExists =
      Option.choice(
          "--if-exists",
          IfExists.class,
          "If the submission id is taken. fail (default): an error. attach: follow the job that is"
              + " there. resume: follow it if it runs or succeeded, else run again under ID-r2,"
              + " ID-r3, …");

  private final Option<String> generation =
      Option.text(
          "--generation",
          "VALUE",
          "With resume: a job that succeeded with another value does not count, and is run again."
              + " Kept in the job's metadata. Default: RAY_JOB_GENERATION.");

  /** The options, for a group of which a command has more. */
  List<Option<?>> options() {
    return List.of(submissionId, jobId, ifExists, generation);
  }

  boolean usesDeprecatedName() {
    return !jobId.or("").isEmpty();
  }

  void fill(JobSubmission.Builder submission, Console console, Consumer<String> warnings) {
    IfExists wanted = ifExists.or(IfExists.FAIL);
    submission.ifExists(wanted);
    String given = generation.value();
    String value = given == null ? console.variable(GENERATION_VARIABLE) : given;
    boolean anyGeneration = true;
    if (value != null && !value.isEmpty()) {
      submission.generation(value);
      anyGeneration = false;
    }
    String named = submissionId.or("");
    String id = named.isEmpty() ? jobId.or("") : named;
    if (id.isEmpty()) {
      return;
    }
    if (!id.equals(AUTO)) {
      submission.submissionId(id);
      return;
    }
    AirflowTask task = AirflowTask.of(console);
    submission.submissionId(task.submissionId()).metadata(task.metadata());
    if (anyGeneration && wanted == IfExists.RESUME) {
      warnings.accept(
          "a task that is cleared after its success will not run again: "
              + GENERATION_VARIABLE
              + " is not set. Give the BashOperator "
              + AirflowTask.NEEDED);
    }
  }
}
