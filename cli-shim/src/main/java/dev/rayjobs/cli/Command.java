package dev.rayjobs.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One command of the program: how it is called, and what it does then. */
interface Command extends Callable<Integer> {
  /** Its words, for the reading of a command line and for help. */
  Syntax syntax();

  /** The id of the one job that this is about, for who reads what went wrong; null if unknown. */
  default @Nullable String subject() {
    return null;
  }

  /** Does what the command line says, and returns the exit code. */
  @Override
  Integer call();
}
