package dev.rayjobs;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.errors.UnexpectedAnswerException;

/**
 * An error of the thread that asks for all, told to one that waits: of the same type, with the
 * waiting thread's own stack trace, which says whose call failed, and the other as its cause.
 */
final class OwnFailure {
  private OwnFailure() {}

  /** Also the error itself, where it is of a type that asking for a job does not throw. */
  static RayJobsException of(RayJobsException shared) {
    RayJobsException own = shared instanceof ApiException api ? copy(api) : copy(shared);
    return own == shared ? own : (RayJobsException) own.initCause(shared);
  }

  private static ApiException copy(ApiException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof AuthenticationException authentication) {
      return new AuthenticationException(
          message,
          e.method(),
          e.path(),
          e.statusCode(),
          e.reason(),
          e.body(),
          authentication.acceptedBefore());
    }
    if (e instanceof NotFoundException) {
      return new NotFoundException(
          message, e.method(), e.path(), e.statusCode(), e.reason(), e.body());
    }
    if (e instanceof BadRequestException) {
      return new BadRequestException(
          message, e.method(), e.path(), e.statusCode(), e.reason(), e.body());
    }
    if (e instanceof ServerException) {
      return new ServerException(
          message, e.method(), e.path(), e.statusCode(), e.reason(), e.body());
    }
    return e.getClass() == ApiException.class
        ? new ApiException(message, e.method(), e.path(), e.statusCode(), e.reason(), e.body())
        : e;
  }

  private static RayJobsException copy(RayJobsException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof JobLostException) {
      return new JobLostException(message);
    }
    if (e instanceof CancelledException) {
      return new CancelledException(message);
    }
    if (e instanceof CircuitOpenException circuit) {
      return new CircuitOpenException(message, circuit.openSince());
    }
    if (e.getClass() == ConnectionException.class) {
      return new ConnectionException(message);
    }
    if (e instanceof TokenException) {
      return new TokenException(message);
    }
    return e instanceof UnexpectedAnswerException ? new UnexpectedAnswerException(message) : e;
  }
}
