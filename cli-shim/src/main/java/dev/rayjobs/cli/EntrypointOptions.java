package dev.rayjobs.cli;

import dev.rayjobs.JobSubmission;
import dev.rayjobs.errors.InvalidInputException;
import java.util.List;

/** The command that a job runs, and what is reserved for it. */
final class EntrypointOptions {
  private final Option<String> shell =
      Option.text(
          "--shell",
          "COMMAND",
          "The command that the job runs as one text for the shell, such as 'a && b'.");

  private final Option<Double> numCpus =
      Option.of(
          "--entrypoint-num-cpus",
          "N",
          PythonNumbers::toDouble,
          "CPU cores to reserve for the entrypoint itself, apart from its tasks.");

  private final Option<Double> numGpus =
      Option.of(
          "--entrypoint-num-gpus",
          "N",
          PythonNumbers::toDouble,
          "GPUs to reserve for the entrypoint itself.");

  private final Option<Long> memory =
      Option.of(
          "--entrypoint-memory",
          "BYTES",
          PythonNumbers::toLong,
          "Memory to reserve for the entrypoint itself.");

  private final Option<String> resourcesJson =
      Option.text(
          "--entrypoint-resources",
          "JSON",
          "Custom resources to reserve for the entrypoint itself, as {\"name\": amount}.");

  private final Option<String> labelSelectorJson =
      Option.text(
          "--entrypoint-label-selector",
          "JSON",
          "The labels that the entrypoint's node must have, as {\"key\": \"value\"}.");

  private final Arguments words =
      Arguments.many(
          false, "ENTRYPOINT", "The command that the job runs, best after --, word by word.");

  OptionGroup group() {
    return OptionGroup.of(
        "The entrypoint", shell, numCpus, numGpus, memory, resourcesJson, labelSelectorJson);
  }

  Arguments words() {
    return words;
  }

  /** What the job runs, as one text for the shell. */
  String command() {
    List<String> given = words.values();
    String text = shell.value();
    if (text != null && !given.isEmpty()) {
      throw new InvalidInputException("Give the command either after -- or with --shell, not both");
    }
    if (text != null) {
      return text;
    }
    if (given.isEmpty()) {
      throw new InvalidInputException(
          "There is no command to run. Give it after --, for example: "
              + Program.name()
              + " submit -- python my_script.py");
    }
    return ShellWords.join(given);
  }

  /** Puts into the submission what is to be reserved. */
  void fill(JobSubmission.Builder submission) {
    String resources = resourcesJson.value();
    if (resources != null) {
      submission.entrypointResources(JsonArgument.numbers("--entrypoint-resources", resources));
    }
    String labels = labelSelectorJson.value();
    if (labels != null) {
      submission.entrypointLabelSelector(JsonArgument.texts("--entrypoint-label-selector", labels));
    }
    Double cpus = numCpus.value();
    if (cpus != null) {
      submission.entrypointNumCpus(cpus);
    }
    Double gpus = numGpus.value();
    if (gpus != null) {
      submission.entrypointNumGpus(gpus);
    }
    Long bytes = memory.value();
    if (bytes != null) {
      submission.entrypointMemory(bytes);
    }
  }
}
