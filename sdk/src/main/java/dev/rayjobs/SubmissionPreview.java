package dev.rayjobs;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.runtimeenv.Redaction;
import dev.rayjobs.packaging.LocalPackage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a submission would send, found out without sending anything: no cluster is asked. Immutable.
 *
 * <pre>{@code
 * SubmissionPreview preview =
 *     SubmissionPreview.of(JobSubmission.builder("python train.py").workingDir(".").build());
 * preview.packages().forEach(code -> System.out.println(code.uri() + " " + code.rawSize()));
 * }</pre>
 */
public final class SubmissionPreview {
  private final Map<String, Object> request;
  private final List<LocalPackage> packages;

  private SubmissionPreview(Map<String, Object> request, List<LocalPackage> packages) {
    this.request = request;
    this.packages = packages;
  }

  /** Reads the submission's local files; warnings go to SLF4J. */
  public static SubmissionPreview of(JobSubmission submission) {
    return of(submission, SubmissionListener.logging());
  }

  /**
   * Reads the submission's local files.
   *
   * @param listener hears warnings and how far the reading is
   * @throws dev.rayjobs.errors.InvalidInputException if something cannot be used
   */
  public static SubmissionPreview of(JobSubmission submission, SubmissionListener listener) {
    LocalFiles.Scanned files =
        new LocalFiles(null, Environment.system(), listener).plan(submission).scan();
    Map<String, @Nullable Object> env = Redaction.of(files.preview());
    String id = submission.submissionId().orElse("(a fresh id)");
    Map<String, String> metadata = new LinkedHashMap<>(submission.metadata());
    metadata.put(Submitter.NONCE, "(a fresh one)");
    return new SubmissionPreview(
        Collections.unmodifiableMap(new LinkedHashMap<>(submission.toRequest(id, env, metadata))),
        List.copyOf(files.packages()));
  }

  /** The body of the request to Ray, with the values of {@code env_vars} masked. */
  public Map<String, Object> request() {
    return request;
  }

  /** The local packages that the cluster would need, the working directory's first. */
  public List<LocalPackage> packages() {
    return packages;
  }

  @Override
  public String toString() {
    return "SubmissionPreview" + packages;
  }
}
