package consumer;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.RuntimeEnv;
import java.nio.file.Path;

/** Uses what lies behind each of the library's own dependencies: HTTP, JSON, YAML and zip. */
public final class Submitter {
  private Submitter() {}

  public static String submit(String address, Path workingDir) {
    try (JobClient client = JobClient.builder().address(address).ownAddressWins().build()) {
      Job job =
          client
              .submission("python script.py")
              .runtimeEnv(RuntimeEnv.fromYaml("env_vars: {A: b}"))
              .workingDir(workingDir)
              .submissionId("modular")
              .submit();
      return job.submissionId() + " " + job.status();
    }
  }
}
