package dev.rayjobs.internal.doctor;

import dev.rayjobs.doctor.Check;
import dev.rayjobs.doctor.Check.Level;
import dev.rayjobs.doctor.Check.Subject;
import dev.rayjobs.doctor.Diagnosis;
import java.util.ArrayList;
import java.util.List;

/** The checks so far. */
final class CheckList {
  private final List<Check> checks = new ArrayList<>();

  void ok(Subject subject, String detail) {
    checks.add(Check.of(subject, Level.OK, detail, null));
  }

  void ok(Subject subject, String detail, String next) {
    checks.add(Check.of(subject, Level.OK, detail, next));
  }

  void warning(Subject subject, String detail, String next) {
    checks.add(Check.of(subject, Level.WARNING, detail, next));
  }

  void problem(Subject subject, String detail, String next) {
    checks.add(Check.of(subject, Level.PROBLEM, detail, next));
  }

  Diagnosis toDiagnosis() {
    return Diagnosis.of(checks);
  }
}
