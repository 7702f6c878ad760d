package dev.rayjobs.cli;

import dev.rayjobs.JobSubmission;
import dev.rayjobs.RuntimeEnv;
import dev.rayjobs.errors.InvalidInputException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What a job needs around it: the options that end up in its runtime_env. */
final class RuntimeEnvOptions {
  private final Option<Path> runtimeEnv =
      Option.file("--runtime-env", "FILE", "A YAML file with the job's runtime_env.");

  private final Option<String> runtimeEnvJson =
      Option.text("--runtime-env-json", "JSON", "The job's runtime_env as JSON.");

  private final Option<String> workingDir =
      Option.fileOrText(
          "--working-dir",
          "DIR|URI",
          "The folder in which the job runs, packaged and uploaded; or the URI of a package. Wins"
              + " over the one in the runtime_env.");

  private final Option<Boolean> noFollowExternal =
      Option.flag(
          "--no-follow-external", "Refuse symbolic links that lead out of a packaged folder.");

  OptionGroup group() {
    return OptionGroup.of(
        "What the job needs around it", workingDir, runtimeEnv, runtimeEnvJson, noFollowExternal);
  }

  /** Refuses options that exclude each other. */
  void check() {
    if (runtimeEnv.given() && runtimeEnvJson.given()) {
      throw new InvalidInputException(
          "Only one of --runtime-env and --runtime-env-json can be provided");
    }
  }

  /** Puts what was given into the submission. */
  void fill(JobSubmission.Builder submission, Consumer<String> warnings) {
    RuntimeEnv env = given();
    submission.runtimeEnv(env).followExternalLinks(!noFollowExternal.given());
    String folder = workingDir.value();
    if (folder != null) {
      if (env.workingDir().isPresent()) {
        warnings.accept("Overriding runtime_env working_dir with --working-dir option");
      }
      submission.workingDir(folder);
    }
  }

  private RuntimeEnv given() {
    Path file = runtimeEnv.value();
    if (file != null) {
      return RuntimeEnv.fromYamlFile(file);
    }
    String json = runtimeEnvJson.value();
    return json == null ? RuntimeEnv.empty() : RuntimeEnv.fromJson(json);
  }
}
