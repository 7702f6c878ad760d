package dev.rayjobs.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out whether a head that was started is ready. An answer of the dashboard is not enough: it
 * comes seconds before the agent that takes jobs, and on a taken port it is another head's.
 */
final class HeadProbe {
  private static final Duration POLL = Duration.ofMillis(100);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final RayHead head;
  private final HeadFolder folder;
  private final Process keeper;

  HeadProbe(RayHead head, HeadFolder folder, Process keeper) {
    this.head = head;
    this.folder = folder;
    this.keeper = keeper;
  }

  /**
   * Returns when a first job has run. It stays: Ray brings a job back that is deleted too early.
   *
   * @throws BindException if the dashboard's port is in another's hands
   * @throws IOException if the head ended or does not get ready in time
   */
  void waitUntilReady(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    poll("the dashboard", deadline, "GET", "/api/version", "", this::isOurs);
    String job = RayHead.FIRST_JOB;
    poll(
        "the job agent",
        deadline,
        "POST",
        "/api/jobs/",
        "{\"entrypoint\": \"true\", \"submission_id\": \"" + job + "\"}",
        answer -> answer.statusCode() == 200);
    poll("a first job", deadline, "GET", "/api/jobs/" + job, "", this::hasSucceeded);
  }

  private boolean isOurs(HttpResponse<String> answer) throws IOException {
    Optional<String> session = folder.sessionName();
    if (answer.statusCode() == 403 || (answer.statusCode() == 200 && session.isEmpty())) {
      throw new BindException("another server answers at " + head.address());
    }
    if (answer.statusCode() == 200 && !answer.body().contains(session.orElseThrow())) {
      throw new BindException("another Ray answers at " + head.address());
    }
    return answer.statusCode() == 200;
  }

  private boolean hasSucceeded(HttpResponse<String> answer) {
    if (answer.body().contains("\"FAILED\"")) {
      throw new IllegalStateException("its first job failed: " + answer.body());
    }
    return answer.body().contains("\"SUCCEEDED\"");
  }

  private interface Answered {
    boolean test(HttpResponse<String> answer) throws IOException;
  }

  private void poll(
      String what, long deadline, String method, String path, String body, Answered done)
      throws IOException, InterruptedException {
    String last = "no answer";
    while (System.nanoTime() < deadline) {
      Optional<String> exit = folder.exitStatus();
      if (exit.isPresent()) {
        throw new IOException("it ended with exit status " + exit.get());
      }
      if (!keeper.isAlive()) {
        throw new IOException("the process that keeps it ended");
      }
      try {
        HttpResponse<String> answer = send(method, path, body);
        if (done.test(answer)) {
          return;
        }
        last = answer.statusCode() + " " + answer.body();
      } catch (BindException taken) {
        throw taken;
      } catch (IOException notUpYet) {
        last = notUpYet.toString();
      }
      Thread.sleep(POLL.toMillis());
    }
    throw new IOException("no sign of " + what + " in time; the last was: " + last);
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(head.address() + path))
            .timeout(Duration.ofSeconds(15))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    head.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
