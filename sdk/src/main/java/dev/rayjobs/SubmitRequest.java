package dev.rayjobs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/jobs/}: a submission in Ray's words. */
final class SubmitRequest {
  private SubmitRequest() {}

  /**
   * Only what is set, since old servers refuse new fields.
   *
   * @param id the job's, chosen by the client where the submission names none
   * @param runtimeEnv with nothing local left
   * @param metadata the submission's, and what the client adds
   */
  static Map<String, Object> of(
      JobSubmission submission,
      String id,
      Map<String, ? extends @Nullable Object> runtimeEnv,
      Map<String, String> metadata) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("entrypoint", submission.entrypoint());
    request.put("submission_id", id);
    request.put("runtime_env", runtimeEnv);
    request.put("metadata", metadata);
    submission.entrypointNumCpus().ifPresent(cpus -> request.put("entrypoint_num_cpus", cpus));
    submission.entrypointNumGpus().ifPresent(gpus -> request.put("entrypoint_num_gpus", gpus));
    submission.entrypointMemory().ifPresent(bytes -> request.put("entrypoint_memory", bytes));
    if (!submission.entrypointResources().isEmpty()) {
      request.put("entrypoint_resources", submission.entrypointResources());
    }
    if (!submission.entrypointLabelSelector().isEmpty()) {
      request.put("entrypoint_label_selector", submission.entrypointLabelSelector());
    }
    return request;
  }
}
