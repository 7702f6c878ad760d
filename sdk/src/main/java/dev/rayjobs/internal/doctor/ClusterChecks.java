package dev.rayjobs.internal.doctor;

import dev.rayjobs.doctor.Check.Subject;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.http.DashboardApi;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the cluster lets this program do, and what it is. */
final class ClusterChecks {
  private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");
  private static final int FIRST_WITH_TOKENS = 52;
  private static final int NEWEST_TESTED = 60;
  private static final String NO_JOB = "rayjobs-doctor-asks-for-no-job";

  private final DashboardApi api;
  private final CheckList checks;

  ClusterChecks(DashboardApi api, CheckList checks) {
    this.api = api;
    this.checks = checks;
  }

  void make() {
    Map<String, @Nullable Object> version;
    try {
      version = api.version();
    } catch (AuthenticationException e) {
      checks.problem(
          Subject.ACCESS,
          e.statusCode() + ": " + Doctor.words(e),
          e.statusCode() == 401
              ? "send the cluster's token (see the line before), or that server's credentials"
              : "compare the token's SHA-256 above with the one on the head: ray get-auth-token |"
                  + " sha256sum");
      return;
    } catch (TokenException e) {
      checks.problem(Subject.ACCESS, Doctor.words(e), "see what the lines above say of the token");
      return;
    } catch (RayJobsException e) {
      checks.problem(
          Subject.VERSION, Doctor.words(e), "check that the address is that of a Ray dashboard");
      return;
    }
    checks.ok(Subject.ACCESS, "/api/version answered");
    version(version);
    tail();
  }

  private void version(Map<String, @Nullable Object> answer) {
    String ray = String.valueOf(answer.get("ray_version"));
    Object session = answer.get("session_name");
    String detail = "Ray " + ray + (session == null ? "" : ", " + session);
    Matcher number = VERSION.matcher(ray);
    if (!number.matches()) {
      checks.ok(Subject.VERSION, detail + " (a build of one's own; taken for a new one)");
      return;
    }
    int major = Integer.parseInt(number.group(1));
    int minor = Integer.parseInt(number.group(2));
    if (major < 2) {
      checks.problem(Subject.VERSION, detail + " is not supported", "use Ray 2.0 or newer");
    } else if (major == 2 && minor < FIRST_WITH_TOKENS) {
      checks.ok(Subject.VERSION, detail + ": supported, but it knows no tokens (2.52 does)");
    } else if (major > 2 || minor > NEWEST_TESTED) {
      checks.ok(Subject.VERSION, detail + ": newer than this program's tests (2.60)");
    } else {
      checks.ok(Subject.VERSION, detail + ": supported");
    }
  }

  private void tail() {
    try {
      String job = anyJob();
      api.tryTail(job == null ? NO_JOB : job);
      checks.ok(Subject.LOG_TAIL, "the WebSocket handshake for the log of " + job + " succeeds");
    } catch (NotFoundException e) {
      checks.ok(
          Subject.LOG_TAIL,
          "the handshake reaches Ray; there is no job yet whose log could be followed");
    } catch (RayJobsException e) {
      checks.problem(
          Subject.LOG_TAIL,
          "the WebSocket handshake fails: " + Doctor.words(e),
          "let the proxy before Ray pass WebSocket upgrades of /api/jobs/ID/logs/tail on");
    }
  }

  private @Nullable String anyJob() {
    AtomicReference<@Nullable String> any = new AtomicReference<>();
    api.forEachJob(
        job -> {
          if (job.get("submission_id") instanceof String id) {
            any.compareAndSet(null, id);
          }
        });
    return any.get();
  }
}
