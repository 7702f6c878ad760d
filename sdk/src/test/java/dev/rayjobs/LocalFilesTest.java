package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.packaging.LocalPackage;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local files become packages on the cluster, once, whatever the network does. */
class LocalFilesTest {
  private static final String PACKAGES = "/api/packages/gcs/";

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private Runnable beforeUpload = () -> {};
  private JobClient client;

  @TempDir Path folder;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("main.py"), "print('hello')\n");
    client = newClient();
  }

  @AfterEach
  void close() {
    client.close();
    dashboard.close();
  }

  private JobClient newClient() {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .address(dashboard.address())
        .retry(RetrySettings.forAtMost(Duration.ofSeconds(20)))
        .listener(
            new SubmissionListener() {
              @Override
              public void packageRead(LocalPackage local) {
                events.add("read " + local.uri());
              }

              @Override
              public void packageFound(String uri) {
                events.add("found " + uri);
              }

              @Override
              public void uploading(String uri, long sent, long size) {
                events.add((sent == 0 ? "begin " : sent == size ? "end " : "on ") + uri);
                if (sent == 0) {
                  beforeUpload.run();
                }
              }

              @Override
              public void warned(String warning) {
                events.add("warning " + warning);
              }
            })
        .build();
  }

  private FakeJob submitted(JobSubmission.Builder submission) {
    return dashboard.job(submission.submit().submissionId());
  }

  private long uploads() {
    return dashboard.requests().stream()
        .filter(request -> "PUT".equals(request.getMethod()))
        .count();
  }

  @Test
  void uploadsOnceAndSendsTheUri() {
    FakeJob first = submitted(client.submission("true").workingDir(folder));
    FakeJob second = submitted(client.submission("true").workingDir(folder));

    String uri = String.valueOf(first.runtimeEnv().get("working_dir"));
    assertThat(uri).matches("gcs://_ray_pkg_[0-9a-f]{16}\\.zip");
    assertThat(second.runtimeEnv()).containsEntry("working_dir", uri);
    assertThat(dashboard.packages()).containsExactly(uri);
    assertThat(events)
        .containsExactly(
            "read " + uri, "begin " + uri, "end " + uri, "read " + uri, "found " + uri);
    assertThat(uploads()).isEqualTo(1);
  }

  @Test
  void sendsAnUploadAgainAfterACut() {
    dashboard.answerNext(
        "PUT",
        PACKAGES,
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    dashboard.answerNext("GET", PACKAGES, new MockResponse.Builder().code(503).build());

    FakeJob job = submitted(client.submission("true").workingDir(folder));

    assertThat(dashboard.packages())
        .containsExactly(String.valueOf(job.runtimeEnv().get("working_dir")));
    assertThat(uploads()).isEqualTo(2);
  }

  @Test
  void sendsAnUploadAgainThatWasCutInTheMiddle() throws IOException {
    byte[] noise = new byte[3_000_000];
    new Random(1).nextBytes(noise);
    Files.write(folder.resolve("big.bin"), noise);
    beforeUpload =
        () ->
            dashboard.meetNext(
                new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()).build());

    FakeJob job = submitted(client.submission("true").workingDir(folder));

    String uri = String.valueOf(job.runtimeEnv().get("working_dir"));
    assertThat(dashboard.packageBytes(uri).orElseThrow()).hasSizeGreaterThan(3_000_000);
    assertThat(events).containsSubsequence("begin " + uri, "end " + uri);
    assertThat(job.status()).isEqualTo("SUCCEEDED");
  }

  @Test
  void twoClientsMayUploadTheSameAtOnce() throws Exception {
    Files.write(folder.resolve("big.bin"), new byte[3_000_000]);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (JobClient other = newClient()) {
      List<Future<Job>> jobs = new ArrayList<>();
      for (JobClient each : List.of(client, other, client, other)) {
        jobs.add(threads.submit(() -> each.submission("true").workingDir(folder).submit()));
      }
      for (Future<Job> job : jobs) {
        assertThat(job.get().status()).isEqualTo(JobStatus.SUCCEEDED);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(dashboard.packages()).hasSize(1);
  }

  @Test
  void saysThatAProxyTakesLess() {
    dashboard.answerNext(
        "PUT", PACKAGES, new MockResponse.Builder().code(413).body("<html>too large").build());

    assertThatThrownBy(() -> client.submission("true").workingDir(folder).submit())
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("a proxy before it may take less")
        .hasMessageContaining("excludes");
    assertThat(dashboard.jobs()).isEmpty();
  }

  /** The answer lies there while the rest of the upload breaks off: it says more than the break. */
  @RepeatedTest(5)
  void hearsARefusalThatComesBeforeTheUploadHasEnded() throws IOException {
    byte[] noise = new byte[20 << 20];
    new Random(7).nextBytes(noise);
    Files.write(folder.resolve("noise"), noise);
    try (EarlyRefusal proxy = new EarlyRefusal();
        JobClient early =
            JobClient.builder()
                .environment(Environment.of(Map.of()))
                .address(proxy.address())
                .retry(RetrySettings.forAtMost(Duration.ofSeconds(5)))
                .build()) {
      assertThatThrownBy(() -> early.submission("true").workingDir(folder).submit())
          .isInstanceOf(BadRequestException.class)
          .hasMessageContaining("a proxy before it may take less");
      assertThat(proxy.uploads()).isOne();
    }
  }

  @Test
  void replacesModulesArchivesAndLeavesUrisAlone() throws IOException {
    Path module = Files.createDirectories(folder.resolve("mod"));
    Files.writeString(module.resolve("__init__.py"), "");
    Path wheel = Files.write(folder.resolve("app-1.0-py3-none-any.whl"), new byte[] {1, 2});
    Path archive = Files.write(folder.resolve("code.zip"), new byte[] {'P', 'K', 5, 6});
    RuntimeEnv env =
        RuntimeEnv.builder()
            .workingDir(archive)
            .pyModules(
                List.of(module.toString(), wheel.toString(), "https://example.com/other.whl"))
            .build();

    FakeJob job = submitted(client.submission("true").runtimeEnv(env));

    assertThat(String.valueOf(job.runtimeEnv().get("working_dir")))
        .matches("gcs://_ray_pkg_[0-9a-f]{40}\\.zip");
    List<String> modules =
        ((List<?>) job.runtimeEnv().getOrDefault("py_modules", List.of()))
            .stream().map(String::valueOf).toList();
    assertThat(modules.get(0)).startsWith("gcs://_ray_pkg_");
    assertThat(modules.subList(1, 3))
        .containsExactly("gcs://app-1.0-py3-none-any.whl", "https://example.com/other.whl");
    assertThat(dashboard.packages()).hasSize(3);
  }

  @Test
  void refusesWhatCannotBeUsedBeforeAnythingIsSent() {
    List<JobSubmission.Builder> unusable =
        Stream.of(
                RuntimeEnv.builder().workingDir("/nowhere/at/all").build(),
                RuntimeEnv.builder().pip(List.of("a")).uv(List.of("b")).build(),
                RuntimeEnv.builder().field("env_vars", Map.of("A", 1)).build(),
                RuntimeEnv.builder().workingDir("ftp://x/y.zip").build())
            .map(env -> client.submission("true").runtimeEnv(env))
            .toList();

    for (JobSubmission.Builder submission : unusable) {
      assertThatThrownBy(submission::submit).isInstanceOf(InvalidInputException.class);
    }
    assertThat(dashboard.requests()).isEmpty();
  }

  @Test
  void sendsNothingUnlessAllFits() throws IOException {
    Path code = Files.createDirectories(folder.resolve("code"));
    Files.writeString(code.resolve("main.py"), "print('hello')\n");
    Path wheel = folder.resolve("large-1.0-py3-none-any.whl");
    try (RandomAccessFile sparse = new RandomAccessFile(wheel.toFile(), "rw")) {
      sparse.setLength(LocalPackage.MAX_BYTES + 1);
    }
    RuntimeEnv env =
        RuntimeEnv.builder().workingDir(code).pyModules(List.of(wheel.toString())).build();

    assertThatThrownBy(() -> client.submission("true").runtimeEnv(env).submit())
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("at most 104857600")
        .hasMessageContaining("Nothing was uploaded");
    assertThat(uploads()).isZero();
    assertThat(dashboard.jobs()).isEmpty();
    assertThat(events).hasSize(2).allMatch(event -> event.startsWith("read "));
  }

  @Test
  void warnsOfTwoPackagesOfOneUri() throws IOException {
    Path module = Files.createDirectories(folder.resolve("mod"));
    Files.writeString(module.resolve("a.py"), "A = 1\n");
    RuntimeEnv env =
        RuntimeEnv.builder().workingDir(module).pyModules(List.of(module.toString())).build();

    FakeJob job = submitted(client.submission("true").runtimeEnv(env));

    assertThat(uploads()).isEqualTo(1);
    assertThat(job.runtimeEnv())
        .containsEntry("py_modules", List.of(String.valueOf(job.runtimeEnv().get("working_dir"))));
    assertThat(events.get(2)).startsWith("warning " + module + " and " + module + " have the same");
  }

  @Test
  void refusesAPackageThatAPatternEmpties() throws IOException {
    Files.writeString(folder.resolve(".gitignore"), "*\n");

    assertThatThrownBy(() -> client.submission("true").workingDir(folder).submit())
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("'*'")
        .hasMessageContaining(".gitignore");
    assertThat(uploads()).isZero();
  }

  @Test
  void uploadsNoArchiveThatTheClusterCannotUnpack() throws IOException {
    Path archive = Files.writeString(folder.resolve("app.tgz"), "x");
    dashboard.rayVersion("2.52.1");
    assertThatThrownBy(() -> client.submission("true").workingDir(archive).submit())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("packages that end in .tar.gz or .tgz need Ray 2.56; the cluster runs 2.52.1");
    assertThat(uploads()).isZero();

    dashboard.rayVersion("2.60.0");
    try (JobClient other = newClient()) {
      other.submission("true").workingDir(archive).submit();
    }
    assertThat(uploads()).isOne();
  }

  @Test
  void warnsOfThisClientsOwnSecretsUnderWhateverName(@TempDir Path home) throws IOException {
    Path ray = Files.createDirectories(home.resolve(".ray"));
    Path standard = Files.writeString(ray.resolve("auth_token"), "token-of-the-home");
    Files.createSymbolicLink(folder.resolve("link.txt"), standard);
    Files.createDirectories(folder.resolve("conf"));
    Path named = Files.writeString(folder.resolve("conf/cluster.txt"), "token-of-the-path");
    Path key = Files.writeString(folder.resolve("conf/tls.der"), "key");
    Files.writeString(folder.resolve("conf/other.txt"), "other-of-the-path");
    Map<String, String> variables =
        Map.of(
            "HOME", home.toString(),
            "RAY_AUTH_TOKEN_PATH", named.toString(),
            "RAY_JOB_CLIENT_KEY", key.toString());
    SubmissionPreview preview =
        JobClient.builder()
            .environment(Environment.of(variables))
            .preview(JobSubmission.builder("true").workingDir(folder).build());
    assertThat(preview.packages().get(0).warnings())
        .filteredOn(warning -> warning.contains("every job can read it"))
        .satisfiesExactly(
            warning ->
                assertThat(warning)
                    .startsWith("conf/cluster.txt is the file that RAY_AUTH_TOKEN_PATH names"),
            warning ->
                assertThat(warning)
                    .startsWith("conf/tls.der is the file that RAY_JOB_CLIENT_KEY names"),
            warning ->
                assertThat(warning).startsWith("link.txt is Ray's token file, ~/.ray/auth_token"));
  }

  @Test
  void previewsWithoutSendingAnything() {
    JobSubmission submission =
        JobSubmission.builder("python main.py")
            .workingDir(folder)
            .runtimeEnv(RuntimeEnv.builder().envVar("KEY", "s3cret").build())
            .build();

    SubmissionPreview preview = client.preview(submission);
    FakeJob job = dashboard.job(client.submit(submission).submissionId());

    assertThat(preview.packages())
        .singleElement()
        .satisfies(code -> assertThat(job.runtimeEnv()).containsEntry("working_dir", code.uri()));
    assertThat(preview.request().toString()).doesNotContain("s3cret");
    assertThat(preview.request().keySet()).isEqualTo(job.request().keySet());
    assertThat(preview.request().get("metadata")).asString().contains("rayjobs.nonce");
    assertThatThrownBy(() -> JobSubmission.builder("true").submit())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nobodyCanChangeWhatIsPreviewedOrTold() {
    JobSubmission submission =
        JobSubmission.builder("python main.py")
            .workingDir(folder)
            .metadata("team", "pricing")
            .entrypointResources(Map.of("special", 1.0))
            .runtimeEnv(
                RuntimeEnv.fromJson(
                    "{\"env_vars\": {\"KEY\": \"v\"}, \"pip\": {\"packages\": [\"requests\"]},"
                        + " \"mine\": [{\"a\": null}]}"))
            .build();
    SubmissionPreview preview = client.preview(submission);
    assertUnmodifiable(preview.request());
    assertUnmodifiable(preview.requestWithSecrets());

    JobDetails details = client.submit(submission).details();
    assertUnmodifiable(details.raw());
    assertUnmodifiable(details.runtimeEnv());
    assertUnmodifiable(details.metadata());
    assertThat(details.runtimeEnv().get("mine")).hasToString("[{a=null}]");
  }

  private static void assertUnmodifiable(Object value) {
    if (value instanceof Map<?, ?> map) {
      assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
      map.values().forEach(LocalFilesTest::assertUnmodifiable);
    } else if (value instanceof List<?> list) {
      assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
      list.forEach(LocalFilesTest::assertUnmodifiable);
    }
  }

  @Test
  void masksTheEntrypointWhereASubmissionIsPrinted() {
    assertThat(
            JobSubmission.builder("python x.py --api-token s3cret https://me:pw@h/x")
                .submissionId("nightly")
                .build())
        .hasToString(
            "JobSubmission[python x.py --api-token <redacted> https://<redacted>@h/x, nightly]");
  }
}
