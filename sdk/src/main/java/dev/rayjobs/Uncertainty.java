package dev.rayjobs;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.UnexpectedAnswerException;

/**
 * That nobody knows whether a job was started, and under which id to look for it, as a part of the
 * failure that a submission ends with.
 *
 * @param id the job's
 * @param unseen whether it could not be looked for; else it was not there
 */
record Uncertainty(String id, boolean unseen) {
  /** The failure, of the same kind where that decides whether it is tried again. */
  RayJobsException of(RayJobsException failure) {
    String message =
        failure.getMessage()
            + ". Whether the job was started is not known"
            + (unseen ? "" : "; it was not there when looked for afterwards")
            + ": look for submission id "
            + id;
    if (failure instanceof CircuitOpenException open) {
      return caused(new CircuitOpenException(message, open.openSince()), open);
    }
    if (failure instanceof CancelledException) {
      return new CancelledException(message, failure);
    }
    if (failure instanceof ConnectionException) {
      return new ConnectionException(message, failure);
    }
    if (failure instanceof ApiException answer) {
      return of(answer, message);
    }
    if (failure instanceof UnexpectedAnswerException) {
      return unseen
          ? new ConnectionException(message, failure)
          : new UnexpectedAnswerException(message, failure);
    }
    return new RayJobsException(message, failure);
  }

  private RayJobsException of(ApiException answer, String message) {
    if (answer instanceof ServerException) {
      if (unseen) {
        // Whatever it was, the job must be looked for.
        return new ConnectionException(message, answer);
      }
      return caused(
          new ServerException(
              message,
              answer.method(),
              answer.path(),
              answer.statusCode(),
              answer.reason(),
              answer.body()),
          answer);
    }
    return answer instanceof BadRequestException
        ? caused(
            new BadRequestException(
                message,
                answer.method(),
                answer.path(),
                answer.statusCode(),
                answer.reason(),
                answer.body()),
            answer)
        : new RayJobsException(message, answer);
  }

  private static RayJobsException caused(RayJobsException failure, RayJobsException cause) {
    failure.initCause(cause);
    return failure;
  }
}
