package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.LogStream;
import java.time.Duration;

/**
 * Ray behind a gateway that wants a login of its own. The gateway's goes into {@code
 * Authorization}, and Ray's token then goes into {@code X-Ray-Authorization} by itself. A forward
 * proxy on the way is taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 */
public final class BehindAProxy {
  private BehindAProxy() {}

  /** Argument: a command to run. GATEWAY_LOGIN holds what the gateway wants to see. */
  public static void main(String[] arguments) {
    try (JobClient client =
        JobClient.builder().header("Authorization", System.getenv("GATEWAY_LOGIN")).build()) {
      Job job = client.submission(arguments[0]).submit();
      // Gateways cut quiet connections; the log goes on where it was cut.
      try (LogStream log = job.followLogs()) {
        log.forEach(System.out::print);
      }
      System.out.println(job.submissionId() + ": " + job.await(Duration.ofMinutes(10)).status());
    }
  }
}
