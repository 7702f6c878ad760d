package dev.rayjobs;

import dev.rayjobs.errors.ApiException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The submission id is taken by a job on this cluster that is not this submission's. Nothing was
 * started.
 *
 * <pre>{@code
 * catch (SubmissionIdExistsException e) {
 *   e.existing().ifPresent(job -> System.err.println("it is " + job.status()));
 * }
 * }</pre>
 */
public final class SubmissionIdExistsException extends ApiException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient @Nullable JobDetails existing;

  SubmissionIdExistsException(String message, ApiException answer, @Nullable JobDetails existing) {
    super(
        message,
        answer.method(),
        answer.path(),
        answer.statusCode(),
        answer.reason(),
        answer.body());
    this.existing = existing;
  }

  /** {@return the job that has the id, as it was then; empty if it could not be asked for} */
  public Optional<JobDetails> existing() {
    return Optional.ofNullable(existing);
  }
}
