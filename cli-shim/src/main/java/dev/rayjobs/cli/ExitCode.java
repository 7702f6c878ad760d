package dev.rayjobs.cli;

/** How the program ends; the same table in all commands, and in the README. */
final class ExitCode {
  static final int OK = 0;

  /** The job failed; for {@code get-auth-token}, as in Ray, that there is no token. */
  static final int JOB_FAILED = 1;

  /** The command line, or something local that it names, cannot be used. */
  static final int USAGE = 2;

  static final int AUTHENTICATION = 3;
  static final int CANNOT_REACH = 4;
  static final int JOB_STOPPED = 5;
  static final int ID_CONFLICT = 6;

  /** The job was there, and was deleted, or lost with its cluster, while somebody waited for it. */
  static final int JOB_LOST = 7;

  static final int UNEXPECTED_ANSWER = 8;
  static final int NO_SUCH_JOB = 9;

  /** A fault of this program itself. */
  static final int PROGRAM_FAULT = 70;

  static final int TIMED_OUT = 124;

  /** Ended by a signal: this plus its number, as in the shell. */
  static final int SIGNALLED = 128;

  /** Nobody reads the output any more: what the shell shows for SIGPIPE. */
  static final int READER_GONE = SIGNALLED + 13;

  private ExitCode() {}
}
