package dev.rayjobs.internal.doctor;

import dev.rayjobs.auth.TokenFile;
import dev.rayjobs.auth.TokenFinding;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.doctor.Check.Subject;
import dev.rayjobs.internal.address.DashboardAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the token comes from, who can read it, and how it travels. */
final class TokenChecks {
  private static final String PLACES =
      "put the cluster's token into ~/.ray/auth_token (mode 600), or name a file in"
          + " RAY_AUTH_TOKEN_PATH";

  private static final String WAYS_OUT =
      "use an SSH tunnel, ray dashboard, kubectl port-forward, a TLS proxy or a VPN";

  private final Patient patient;
  private final CheckList checks;

  TokenChecks(Patient patient, CheckList checks) {
    this.patient = patient;
    this.checks = checks;
  }

  void make(@Nullable String mode) {
    boolean wanted = "token".equals(mode);
    List<TokenFinding> findings = patient.source().examine();
    TokenFinding found = with(findings, TokenFinding.Outcome.FOUND);
    TokenFinding broken = with(findings, TokenFinding.Outcome.BROKEN);
    String reasons =
        findings.stream()
            .filter(finding -> finding.outcome() == TokenFinding.Outcome.NONE)
            .map(TokenFinding::reason)
            .collect(Collectors.joining("; "));
    if (broken != null) {
      broken(broken, reasons, wanted);
    } else if (found == null) {
      none(reasons, wanted);
    } else {
      found(found, reasons, wanted);
    }
  }

  private void broken(TokenFinding broken, String reasons, boolean wanted) {
    String detail = broken.reason() + before(reasons);
    if (wanted || patient.sending()) {
      checks.problem(Subject.TOKEN, detail, "mend that place, or unset its variable");
    } else {
      checks.warning(Subject.TOKEN, detail + "; no token is sent", "mend that place");
    }
  }

  private void none(String reasons, boolean wanted) {
    if (wanted || patient.sending()) {
      checks.problem(
          Subject.TOKEN,
          "none found: " + reasons,
          (patient.sending() ? "" : "export RAY_AUTH_MODE=token, and ") + PLACES);
    } else {
      checks.ok(Subject.TOKEN, "none, and none is wanted or sent: " + reasons);
    }
  }

  private void found(TokenFinding found, String reasons, boolean wanted) {
    String detail =
        "from "
            + found.source()
            + found.token().map(token -> ", SHA-256 begins with " + token.fingerprint()).orElse("")
            + before(reasons);
    if (wanted && !patient.sending()) {
      checks.problem(
          Subject.TOKEN,
          detail + "; it is not sent, because RAY_AUTH_MODE is not token",
          "export RAY_AUTH_MODE=token");
    } else if (!patient.sending()) {
      checks.ok(Subject.TOKEN, detail + "; it is not sent, and the cluster wants none");
    } else if (found.source().contains(TokenSources.TOKEN_VARIABLE)) {
      checks.ok(
          Subject.TOKEN,
          detail,
          "a file is safer than a variable, which every child process inherits and /proc and crash"
              + " reports show: put it into ~/.ray/auth_token (mode 600) and unset "
              + TokenSources.TOKEN_VARIABLE);
    } else {
      checks.ok(Subject.TOKEN, detail);
    }
    found.file().ifPresent(this::file);
    if (patient.sending()) {
      encryption();
    }
  }

  private static String before(String reasons) {
    return reasons.isEmpty() ? "" : " (before it: " + reasons + ")";
  }

  private void file(Path path) {
    TokenFile file = TokenFile.at(path);
    String exposure = file.exposure().orElse(null);
    if (exposure == null || path.startsWith("/var/run/secrets")) {
      checks.ok(Subject.TOKEN_FILE, path + " has " + file.permissions().orElse("no permissions"));
    } else {
      checks.warning(Subject.TOKEN_FILE, exposure, "chmod 600 " + path);
    }
  }

  private void encryption() {
    DashboardAddress address = patient.settings().address();
    if (!address.isPlain()) {
      return;
    }
    String where = " over plain http to " + address.host();
    if (patient.settings().staysHere()) {
      checks.ok(Subject.ENCRYPTION, "plain http, but to this machine only");
      return;
    }
    switch (patient.settings().plaintext()) {
      case ALLOW ->
          checks.ok(
              Subject.ENCRYPTION,
              "the token goes" + where + ", which RAY_AUTH_PLAINTEXT or the program allows");
      case WARN ->
          checks.warning(
              Subject.ENCRYPTION,
              "the token goes" + where + ", readable on the way",
              WAYS_OUT + "; RAY_AUTH_PLAINTEXT=deny refuses to send it, allow stops the warning");
      case DENY ->
          checks.problem(
              Subject.ENCRYPTION,
              "the token would go" + where + ", which RAY_AUTH_PLAINTEXT or the program has denied",
              WAYS_OUT);
    }
  }

  private static @Nullable TokenFinding with(
      List<TokenFinding> findings, TokenFinding.Outcome outcome) {
    return findings.stream()
        .filter(finding -> finding.outcome() == outcome)
        .findFirst()
        .orElse(null);
  }
}
