package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;

/** The fields of a submission that older servers do not know. */
final class NewerFields {
  private NewerFields() {}

  /** Refuses what a server of this version would refuse, before anything is uploaded. */
  static void check(JobSubmission submission, RayVersion version) {
    boolean reserves =
        submission.entrypointNumCpus().isPresent()
            || submission.entrypointNumGpus().isPresent()
            || !submission.entrypointResources().isEmpty();
    if (reserves && !version.isAtLeast(2, 2)) {
      throw tooOld(
          "entrypoint_num_cpus, entrypoint_num_gpus, entrypoint_resources", "2.2", version);
    }
    if (submission.entrypointMemory().isPresent() && !version.isAtLeast(2, 8)) {
      throw tooOld("entrypoint_memory", "2.8", version);
    }
    if (!submission.entrypointLabelSelector().isEmpty() && !version.isAtLeast(2, 54)) {
      throw tooOld("entrypoint_label_selector", "2.54", version);
    }
  }

  private static InvalidInputException tooOld(String fields, String needed, RayVersion version) {
    return new InvalidInputException(
        fields + " need Ray " + needed + "; the cluster runs " + version.rayVersion());
  }
}
