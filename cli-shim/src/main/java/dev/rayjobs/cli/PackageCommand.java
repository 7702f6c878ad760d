package dev.rayjobs.cli;

import dev.rayjobs.JobSubmission;
import dev.rayjobs.SubmissionPreview;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.packaging.LocalPackage;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ray job package}: what a submission would upload. Asks no cluster. */
@Command(
    name = "package",
    description = {
      "Shows what a submission would upload, and why; sends nothing.",
      "",
      "Example: ray job package --working-dir . --explain data/big.csv",
      ""
    })
final class PackageCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private RuntimeEnvOptions runtimeEnv = new RuntimeEnvOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();

  @Option(names = "--list", description = "List all entries of the packages.")
  private boolean list;

  @Option(
      names = "--explain",
      paramLabel = "PATH",
      description = "Say why this path, relative to the packaged folder, is in or left out.")
  private @Nullable String explain;

  PackageCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    runtimeEnv.check();
    Narrator narrator = narration.narrator(console);
    JobSubmission.Builder submission = JobSubmission.builder("true");
    runtimeEnv.fill(submission, narrator::warning);
    UploadRemarks remarks = new UploadRemarks(console, narration);
    List<LocalPackage> packages = SubmissionPreview.of(submission.build(), remarks).packages();
    if (packages.isEmpty()) {
      throw new InvalidInputException(
          "Nothing local is to be packaged: give --working-dir, or a runtime_env with a working_dir"
              + " or py_modules that are local");
    }
    PackageReport report = new PackageReport(console.out());
    if (explain != null) {
      report.explain(packages, explain, narration.isJson());
      return ExitCode.OK;
    }
    report.print(packages, narration.isJson(), list);
    return ExitCode.OK;
  }
}
