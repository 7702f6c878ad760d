package dev.rayjobs.cli;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import java.util.function.Supplier;

/** The cluster had the job, and no longer knows it: somebody deleted it. */
final class JobGoneException extends RayJobsException {
  private static final long serialVersionUID = 1L;

  JobGoneException(String id, NotFoundException cause) {
    super(
        "The cluster forgot job '"
            + id
            + "' meanwhile: it was deleted. ("
            + cause.getMessage()
            + ")",
        cause);
  }

  /** What is asked about a job that the cluster had. */
  static <T> T unlessGone(String id, Supplier<T> question) {
    try {
      return question.get();
    } catch (NotFoundException e) {
      throw new JobGoneException(id, e);
    }
  }
}
