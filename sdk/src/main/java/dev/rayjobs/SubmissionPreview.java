package dev.rayjobs;

import dev.rayjobs.internal.runtimeenv.Redaction;
import dev.rayjobs.packaging.LocalPackage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a submission would send, found out without sending anything: no cluster is asked. Made by
 * {@link JobClient#preview} and {@link JobClient.Builder#preview}. Immutable.
 *
 * <pre>{@code
 * SubmissionPreview preview =
 *     client.preview(JobSubmission.builder("python train.py").workingDir(".").build());
 * preview.packages().forEach(code -> System.out.println(code.uri() + " " + code.rawSize()));
 * }</pre>
 */
public final class SubmissionPreview {
  private final Map<String, Object> request;
  private final Map<String, Object> masked;
  private final List<LocalPackage> packages;

  private SubmissionPreview(Map<String, Object> request, List<LocalPackage> packages) {
    this.request = Collections.unmodifiableMap(request);
    Map<String, Object> shown = new LinkedHashMap<>();
    Redaction.of(request).forEach((key, value) -> shown.put(key, Objects.requireNonNull(value)));
    this.masked = Collections.unmodifiableMap(shown);
    this.packages = packages;
  }

  /**
   * Reads the submission's local files.
   *
   * @param clients the client's metadata, for every job
   */
  static SubmissionPreview of(
      JobSubmission submission, Map<String, String> clients, LocalFiles files) {
    LocalFiles.Scanned scanned = files.plan(submission).scan();
    String id = submission.submissionId().orElse("(a fresh id)");
    Map<String, String> metadata = new LinkedHashMap<>(clients);
    metadata.putAll(submission.metadata());
    metadata.put(Submitter.NONCE, "(a fresh one)");
    return new SubmissionPreview(
        SubmitRequest.of(submission, id, scanned.preview(), Collections.unmodifiableMap(metadata)),
        List.copyOf(scanned.packages()));
  }

  /**
   * {@return the body of the request to Ray, to be shown: the values of {@code env_vars} are
   * masked, and what looks like a credential in metadata, entrypoint or elsewhere}
   */
  public Map<String, Object> request() {
    return masked;
  }

  /** {@return the body of the request to Ray as it would be sent} */
  public Map<String, Object> requestWithSecrets() {
    return request;
  }

  /** {@return the local packages that the cluster would need, the working directory's first} */
  public List<LocalPackage> packages() {
    return packages;
  }

  @Override
  public String toString() {
    return "SubmissionPreview" + packages;
  }
}
