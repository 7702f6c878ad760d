package dev.rayjobs.cli;

import dev.rayjobs.JobSubmission;
import dev.rayjobs.RuntimeEnv;
import dev.rayjobs.errors.InvalidInputException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a job needs around it: the options that end up in its runtime_env. */
final class RuntimeEnvOptions {
  @Option(
      names = "--runtime-env",
      paramLabel = "FILE",
      description = "A YAML file with the job's runtime_env.")
  private @Nullable Path runtimeEnv;

  @Option(
      names = "--runtime-env-json",
      paramLabel = "JSON",
      description = "The job's runtime_env as JSON.")
  private @Nullable String runtimeEnvJson;

  @Option(
      names = "--working-dir",
      paramLabel = "DIR|URI",
      description = {
        "The folder in which the job runs, packaged and uploaded; or the URI of a package.",
        "Wins over the one in the runtime_env."
      })
  private @Nullable String workingDir;

  @Option(
      names = "--no-follow-external",
      description = "Refuse symbolic links that lead out of a packaged folder.")
  private boolean noFollowExternal;

  /** Refuses options that exclude each other. */
  void check() {
    if (runtimeEnv != null && runtimeEnvJson != null) {
      throw new InvalidInputException(
          "Only one of --runtime-env and --runtime-env-json can be provided");
    }
  }

  /** Puts what was given into the submission. */
  void fill(JobSubmission.Builder submission, Consumer<String> warnings) {
    RuntimeEnv env = RuntimeEnv.empty();
    if (runtimeEnv != null) {
      env = RuntimeEnv.fromYamlFile(runtimeEnv);
    } else if (runtimeEnvJson != null) {
      env = RuntimeEnv.fromJson(runtimeEnvJson);
    }
    submission.runtimeEnv(env).followExternalLinks(!noFollowExternal);
    if (workingDir != null) {
      if (env.workingDir().isPresent()) {
        warnings.accept("Overriding runtime_env working_dir with --working-dir option");
      }
      submission.workingDir(workingDir);
    }
  }
}
