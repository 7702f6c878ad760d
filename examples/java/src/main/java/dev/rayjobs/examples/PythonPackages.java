package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.RuntimeEnv;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A job that imports a module of one's own and a package that pip installs on the cluster. */
public final class PythonPackages {
  private PythonPackages() {}

  /** Arguments: the module's folder, a requirement for pip, and the command. */
  public static void main(String[] arguments) {
    RuntimeEnv environment =
        RuntimeEnv.builder()
            // Packaged and uploaded from here, as the working directory is.
            .pyModule(Path.of(arguments[0]).toAbsolutePath().toString())
            .pip(List.of(arguments[1]))
            .envVar("GREETING", "hello")
            .setupTimeout(Duration.ofMinutes(5))
            .build();
    try (JobClient client = JobClient.builder().build()) {
      Job job = client.submission(arguments[2]).runtimeEnv(environment).submit();
      JobDetails end = job.await(Duration.ofMinutes(10));
      System.out.print(job.logs());
      // What pip said stands here if it could not install.
      System.out.println(end.status() + " " + end.message().orElse(""));
      System.exit(end.status() == JobStatus.SUCCEEDED ? 0 : 1);
    }
  }
}
