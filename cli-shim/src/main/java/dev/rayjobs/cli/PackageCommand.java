package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.JobSubmission;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.packaging.LocalPackage;
import java.util.List;

/** {@code ray job package}: what a submission would upload. Asks no cluster. */
final class PackageCommand implements Command {
  private final Console console;

  private final RuntimeEnvOptions runtimeEnv = new RuntimeEnvOptions();
  private final NarrationOptions narration = new NarrationOptions();

  private final Option<Boolean> list = Option.flag("--list", "List all entries of the packages.");

  private final Option<String> explain =
      Option.text(
          "--explain",
          "PATH",
          "Say why this path, relative to the packaged folder, is in or left out.");

  PackageCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("package", "Shows what a submission would upload, and why; sends nothing.")
        .details("Example: ray job package --working-dir . --explain data/big.csv")
        .options(runtimeEnv.group())
        .options(OptionGroup.of("What is shown", list, explain))
        .options(narration.group());
  }

  @Override
  public Integer call() {
    runtimeEnv.check();
    Narrator narrator = narration.narrator(console);
    JobSubmission.Builder submission = JobSubmission.builder("true");
    runtimeEnv.fill(submission, narrator::warning);
    UploadRemarks remarks = new UploadRemarks(console, narration);
    List<LocalPackage> packages =
        JobClient.builder().listener(remarks).preview(submission.build()).packages();
    if (packages.isEmpty()) {
      throw new InvalidInputException(
          "Nothing local is to be packaged: give --working-dir, or a runtime_env with a working_dir"
              + " or py_modules that are local");
    }
    PackageReport report = new PackageReport(console.out(), remarks::warned);
    String path = explain.value();
    if (path != null) {
      report.explain(packages, path, narration.isJson());
      return ExitCode.OK;
    }
    report.print(packages, narration.isJson(), list.given());
    report.check();
    return ExitCode.OK;
  }
}
