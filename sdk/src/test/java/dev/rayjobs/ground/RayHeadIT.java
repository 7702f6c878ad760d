package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ground itself: a head comes up, keeps to itself, and leaves nothing behind. */
class RayHeadIT {
  /** Started as a program of its own, to be killed. */
  static final class Child {
    public static void main(String[] args) throws InterruptedException {
      RayHead head = RayHead.builder(RealRay.version()).withoutToken().start();
      System.out.println(head.address());
      System.out.println(head.home());
      Thread.sleep(Duration.ofMinutes(10).toMillis());
    }
  }

  @Test
  @ExtendWith(RealRay.class)
  void takesItsTokenAndNoOther(RayHead head) throws Exception {
    assertThat(version(head, head.token().orElseThrow())).isEqualTo(200);
    assertThat(version(head, "another")).isEqualTo(403);
    assertThat(head).asString().doesNotContain(head.token().orElseThrow());
    assertThat(head.logs()).isDirectoryContaining("glob:**/dashboard.log");
  }

  @Test
  void endsWithAllItsProcessesWhenItsJvmIsKilled() throws Exception {
    Process jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + RealRay.VERSION_PROPERTY + "=" + RealRay.version(),
                Child.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = jvm.inputReader()) {
      String address = out.readLine();
      Path folder = Path.of(out.readLine()).getParent();
      List<ProcessHandle> tree = jvm.descendants().toList();
      assertThat(status(address + "/api/version", "")).isEqualTo(200);
      assertThat(tree).hasSizeGreaterThan(5);

      jvm.destroyForcibly().waitFor();

      long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (System.nanoTime() < deadline
          && (Files.exists(folder) || tree.stream().anyMatch(ProcessHandle::isAlive))) {
        Thread.sleep(100);
      }
      assertThat(tree).noneMatch(ProcessHandle::isAlive);
      assertThat(folder).doesNotExist();
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void showsTheLogWhenItDoesNotStart() {
    RayHead.Builder builder = RayHead.builder(RealRay.version()).argument("--no-such-option");
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended with exit status 2")
        .hasMessageContaining("No such option");
  }

  @Test
  @ExtendWith(RealRay.class)
  void doesNotTakeAnotherHeadForItself(RayHead other) {
    RayHead.Builder builder =
        RayHead.builder(RealRay.version()).dashboardPort(other.dashboardPort());
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another server answers at " + other.address());
  }

  private static int version(RayHead head, String token) throws Exception {
    return status(head.address() + "/api/version", token);
  }

  private static int status(String uri, String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
