package dev.rayjobs.cli;

import dev.rayjobs.doctor.Check;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ray job doctor}: says what is well and what is not, and what to do about it. */
final class DoctorCommand implements Command {
  private static final int WARNINGS_ONLY = 1;

  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("doctor", "Looks at everything between this program and the cluster.")
        .details(
            "The address and who named it, DNS, connection, TLS, token and its place, access, Ray's"
                + " version, and the log tail. Shows no secret.",
            "Ends with 0 if all is well, with 1 if there are warnings only, else with the exit code of"
                + " the first problem.")
        .options(connection.group())
        .options(narration.group());
  }

  @Override
  public Integer call() {
    Diagnosis diagnosis = connection.client(console).diagnose();
    if (narration.isJson()) {
      console.out().line(json(diagnosis));
    } else {
      diagnosis.checks().forEach(this::print);
    }
    return exitCode(diagnosis);
  }

  private void print(Check check) {
    String head =
        String.format(
            Locale.ROOT,
            "%-8s %-20s ",
            word(check.level()),
            word(check.subject()).replace('_', ' '));
    console.out().line(head + check.detail());
    check.next().ifPresent(next -> console.out().line(" ".repeat(head.length()) + "-> " + next));
  }

  private static String json(Diagnosis diagnosis) {
    List<Map<String, @Nullable Object>> checks =
        diagnosis.checks().stream().map(DoctorCommand::json).toList();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("level", word(diagnosis.worst()));
    all.put("checks", checks);
    return Json.write(all);
  }

  private static Map<String, @Nullable Object> json(Check check) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("subject", word(check.subject()));
    fields.put("level", word(check.level()));
    fields.put("detail", check.detail());
    fields.put("next", check.next().orElse(null));
    return fields;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static int exitCode(Diagnosis diagnosis) {
    return diagnosis.checks().stream()
        .filter(check -> check.level() == Check.Level.PROBLEM)
        .findFirst()
        .map(check -> exitCode(check.subject()))
        .orElse(diagnosis.worst() == Check.Level.OK ? ExitCode.OK : WARNINGS_ONLY);
  }

  private static int exitCode(Check.Subject subject) {
    return switch (subject) {
      case ADDRESS, SETTINGS -> ExitCode.USAGE;
      case PROXY, DNS, CONNECT, TLS -> ExitCode.CANNOT_REACH;
      case TOKEN, TOKEN_FILE, ENCRYPTION, ACCESS -> ExitCode.AUTHENTICATION;
      case AUTHENTICATION_MODE, VERSION, LOG_TAIL -> ExitCode.UNEXPECTED_ANSWER;
    };
  }
}
