package dev.rayjobs.cli;

/** What the library logs, on stderr: warnings, and with {@code --verbose} more. */
final class Logging {
  private static final String LEVEL_PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";

  private Logging() {}

  /**
   * Sets the level; to be called before anything logs. Without verbosity it is that of {@code
   * simplelogger.properties}.
   */
  static void setLevel(int verbosity) {
    if (verbosity > 0) {
      System.setProperty(LEVEL_PROPERTY, verbosity == 1 ? "info" : "debug");
    }
  }
}
