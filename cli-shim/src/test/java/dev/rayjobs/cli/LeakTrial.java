package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobSubmission;
import dev.rayjobs.LogStream;
import dev.rayjobs.RetrySettings;
import dev.rayjobs.RuntimeEnv;
import dev.rayjobs.SubmissionPreview;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.Token;
import dev.rayjobs.auth.TokenFile;
import dev.rayjobs.auth.TokenFinding;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.auth.TokenSources;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A program of its own: runs every command and every path of the library, and prints whatever they
 * give to print. Arguments: the dashboard's address, a folder with a job, and the address of a GCS
 * that refuses every other question.
 */
final class LeakTrial {
  private static final Duration SHORT = Duration.ofMillis(150);

  private final String address;
  private final Path job;
  private final String gcs;
  private int runs;

  private LeakTrial(String address, Path job, String gcs) {
    this.address = address;
    this.job = job;
    this.gcs = gcs;
  }

  /** The child's entry. */
  public static void main(String[] arguments) {
    ConsoleHandler handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    Logger.getLogger("").addHandler(handler);
    Logger.getLogger("").setLevel(Level.ALL);
    LeakTrial trial = new LeakTrial(arguments[0], Path.of(arguments[1]), arguments[2]);
    trial.commands();
    trial.library();
    System.out.println("RUNS " + trial.runs);
    System.out.println("PROCESS " + ProcessHandle.current().pid());
    // The process stays to be looked at until its input ends.
    try {
      System.in.readAllBytes();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void commands() {
    String env = "{\"env_vars\":{\"PASSPHRASE\":\"" + NeverLeakedTest.VARIABLE + "\"}}";
    command("submit", "--working-dir", job.toString(), "--runtime-env-json", env, "--", "true");
    command(
        "submit",
        "--no-wait",
        "--submission-id=mine",
        "--runtime-env-json",
        env,
        "--metadata-json={\"a\":\"b\"}",
        "--",
        "true");
    command("submit", "--submission-id=mine", "--runtime-env-json", env, "--", "another");
    command(
        "submit",
        "--submission-id=mine",
        "--if-exists=attach",
        "--no-wait",
        "--runtime-env-json",
        env,
        "--",
        "true");
    command("submit", "--dry-run", "--working-dir", job.toString(), "--runtime-env-json", env, "x");
    command("submit", "--output=json", "--runtime-env-json", env, "--", "true");
    command("package", "--working-dir", job.toString(), "--list");
    command("package", "--working-dir", job + "/none");
    command("submit", "--working-dir", job + "/none", "--runtime-env-json", env, "--", "true");
    command("submit", "--runtime-env-json", env.replace("}}", "}"), "--", "true");
    command("submit", "--runtime-env-json", env.replace(":\"", ":7,\""), "--", "true");
    for (String known : List.of("mine", "unknown", "echo")) {
      command("status", known);
      command("status", "--output=json", known);
      command("logs", known);
      command("stop", known);
      command("wait", known);
      command("logs", "--follow", known);
      command("delete", known);
    }
    command("submit", "--no-wait", "--runtime-env-json", env, "--", "true");
    command("list");
    command("list", "--log-style=record", "--log-color=true");
    command("list", "--output=json");
    command("doctor");
    command("doctor", "--output=json");
    command("nonsense");
    command("list", "--nonsense");
    command("list", "--headers", "{\"X-Key\": \"" + NeverLeakedTest.HEADER + "\"");
    command("list", "--headers", "{\"X-Key\": \"" + NeverLeakedTest.HEADER + "\\n\"}");
    command("list", "--headers", "{\"X Key\": \"" + NeverLeakedTest.HEADER + "\"}");
    String secret = "http://me:" + NeverLeakedTest.PASSWORD + "@";
    command("list", "--address=" + address.replace("http://", secret));
    command("list", "--address=" + secret + "127.0.0.1:1");
    command("list", "--address=" + secret + "no such host");
    command("list", "--address=" + secret.replace("http", "ftp") + "host");
    command("list", "--address=" + secret + "host/?" + NeverLeakedTest.PASSWORD);
    command("doctor", "--address=" + secret + "127.0.0.1:1");
    command("doctor", "--address=" + address.replace("http://", "https://"));
    for (int i = 0; i < 2; i++) {
      command("list", "--address=" + gcs);
      command("doctor", "--address=" + gcs);
    }
    // Through the proxy that a variable names, with a password.
    command("list", "--address=http://ray.example.com:8265");
    command("doctor", "--address=http://ray.example.com:8265");
    command("submit", "--profile=prod", "--no-wait", "--runtime-env-json", env, "--", "true");
    command("submit", "--profile=prod", "--dry-run", "--runtime-env-json", env, "--", "true");
    command("submit", "--profile=password", "--", "true");
    command("submit", "--profile=token", "--", "true");
  }

  private void command(String... words) {
    List<String> all = new ArrayList<>(List.of("job", words[0], "-v", "-v"));
    if (!List.of(words).toString().contains("--headers")) {
      String cookie = "session=" + NeverLeakedTest.COOKIE + "; a=b";
      all.add("--headers");
      all.add("{\"X-Key\": \"" + NeverLeakedTest.HEADER + "\", \"Cookie\": \"" + cookie + "\"}");
    }
    if (!List.of(words).toString().matches(".*--(address|profile).*")) {
      all.add("--address=" + address);
    }
    all.addAll(List.of(words).subList(1, words.length));
    System.out.println("== " + words[0]);
    Program.run(Console.system(), all.toArray(new String[0]));
    runs++;
  }

  private void library() {
    // Its result is the token; all else that it says is looked at.
    Console hidingResult =
        new Console(
            new Output(new ByteArrayOutputStream()),
            Console.system().err(),
            System.getenv(),
            Set.of());
    attempt(() -> Program.run(hidingResult, "get-auth-token"));
    attempt(() -> Program.run(hidingResult, "get-auth-token", "--generate"));
    attempt(() -> Program.run(Console.system(), "get-auth-token", "--nonsense"));
    Token token = Token.of(NeverLeakedTest.TOKEN);
    List<TokenSource> sources =
        List.of(
            TokenSources.explicit(token),
            TokenSources.supplier(() -> NeverLeakedTest.TOKEN, "the vault"),
            TokenSources.supplier(() -> NeverLeakedTest.TOKEN + "\u0007", "a broken vault"),
            TokenSources.supplier(
                () -> {
                  throw new IllegalStateException("no vault");
                },
                "a closed vault"),
            TokenSources.chain(TokenSources.standard(), TokenSources.explicit(token)));
    attempt(() -> List.of(token, TokenFile.standard(), sources));
    for (TokenSource source : sources) {
      attempt(source::find);
      attempt(() -> source.examine().stream().map(TokenFinding::toString).toList());
      for (PlaintextTokens plaintext : PlaintextTokens.values()) {
        use(source, plaintext);
      }
    }
  }

  private void use(TokenSource source, PlaintextTokens plaintext) {
    RuntimeEnv env = RuntimeEnv.builder().envVar("PASSPHRASE", NeverLeakedTest.VARIABLE).build();
    JobClient.Builder builder =
        JobClient.builder()
            .address(address)
            .tokenSource(source)
            .plaintextTokens(plaintext)
            .header("X-Key", NeverLeakedTest.HEADER)
            .cookie("session", NeverLeakedTest.COOKIE)
            .retry(RetrySettings.none());
    attempt(builder::diagnose);
    attempt(
        () -> {
          SubmissionPreview preview =
              builder.preview(
                  JobSubmission.builder("true").workingDir(job).runtimeEnv(env).build());
          return List.of(preview, preview.request());
        });
    try (JobClient client = builder.build()) {
      JobSubmission.Builder submission = client.submission("true").runtimeEnv(env);
      attempt(() -> List.of(builder, client, submission, submission.build(), env));
      attempt(client::version);
      attempt(client::list);
      attempt(
          () -> {
            Job submitted = submission.submit();
            return List.of(submitted, submitted.details(), submitted.stop(), submitted.logs());
          });
      for (String id : List.of("mine", "unknown", "echo")) {
        attempt(() -> client.job(id).details());
        attempt(() -> client.job(id).logs());
        attempt(
            () -> {
              try (LogStream log = client.job(id).followLogs()) {
                return log + String.join("", log);
              }
            });
        attempt(
            () -> {
              StringBuilder log = new StringBuilder();
              client.job(id).writeLogs(log, 5);
              return log;
            });
        if (plaintext == PlaintextTokens.WARN) {
          waitFor(client.job(id));
        }
      }
      attempt(
          () -> {
            List<JobDetails> all = new ArrayList<>();
            client.forEachJob(all::add);
            return all;
          });
      attempt(client.job("unknown")::delete);
    }
    attempt(
        () -> {
          try (JobClient byGcs = builder.address(gcs).build()) {
            return List.of(byGcs, byGcs.version());
          }
        });
    attempt(() -> builder.header("X-Key", NeverLeakedTest.HEADER + "\n"));
    attempt(() -> builder.cookie("session", NeverLeakedTest.COOKIE + ";"));
    attempt(() -> builder.clientCertificate(job, NeverLeakedTest.PASSWORD.toCharArray()).build());
    attempt(() -> builder.defaultMetadata(Map.of()));
  }

  /** In all ways that there are. */
  private void waitFor(Job known) {
    attempt(() -> known.await(SHORT));
    attempt(() -> known.awaitStart(SHORT));
    attempt(() -> known.completion().get(SHORT.toMillis(), TimeUnit.MILLISECONDS));
    attempt(
        () ->
            known
                .followLogs(System.out::print, ForkJoinPool.commonPool())
                .get(SHORT.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Prints what comes out, or all that is known of what is thrown. */
  private void attempt(Callable<?> path) {
    runs++;
    try {
      System.out.println(path.call());
    } catch (Exception e) {
      System.out.println(e);
      if (e instanceof dev.rayjobs.errors.ApiException api) {
        System.out.println(api.body() + api.reason());
      }
      e.printStackTrace(System.out);
    }
  }
}
