package dev.rayjobs.cli;

import dev.rayjobs.SubmissionIdExistsException;
import dev.rayjobs.cli.Output.ReaderGoneException;
import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TokenException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What went wrong, in a line on stderr, and the exit code that stands for it. */
final class ErrorReport {
  private final Output errors;

  ErrorReport(Output errors) {
    this.errors = errors;
  }

  /**
   * Says it.
   *
   * @param verbose whether to add what the server sent and the stack trace
   * @return the exit code
   */
  int tell(Throwable error, boolean verbose) {
    if (error instanceof ReaderGoneException) {
      return ExitCode.READER_GONE;
    }
    try {
      errors.line("Error: " + message(error));
      if (verbose) {
        if (error instanceof ApiException api && !api.body().isBlank()) {
          errors.line("The server's answer to " + api.method() + " " + api.path() + ":");
          errors.line(api.body().stripTrailing());
        }
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        errors.line(trace.toString().stripTrailing());
      }
    } catch (ReaderGoneException nobodyListens) {
      return exitCode(error);
    }
    return exitCode(error);
  }

  /** What went wrong, in words for the user. */
  static String message(Throwable error) {
    if (error instanceof RayJobsException) {
      return String.valueOf(error.getMessage());
    }
    return "A fault of this program: " + error + ". Run it with --verbose to see where.";
  }

  private static int exitCode(Throwable error) {
    if (error instanceof JobLostException || error instanceof JobGoneException) {
      return ExitCode.JOB_LOST;
    }
    if (error instanceof InvalidInputException || error instanceof BadRequestException) {
      return ExitCode.USAGE;
    }
    if (error instanceof TokenException || error instanceof AuthenticationException) {
      return ExitCode.AUTHENTICATION;
    }
    if (error instanceof ConnectionException) {
      return ExitCode.CANNOT_REACH;
    }
    if (error instanceof SubmissionIdExistsException) {
      return ExitCode.ID_CONFLICT;
    }
    if (error instanceof NotFoundException) {
      return ExitCode.NO_SUCH_JOB;
    }
    return error instanceof RayJobsException ? ExitCode.UNEXPECTED_ANSWER : ExitCode.PROGRAM_FAULT;
  }
}
