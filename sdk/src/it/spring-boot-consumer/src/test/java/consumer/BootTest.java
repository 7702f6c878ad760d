package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobStatus;
import dev.rayjobs.LogStream;
import dev.rayjobs.RuntimeEnv;
import dev.rayjobs.testing.FakeDashboard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** A client that is a bean, closed with the application. */
class BootTest {
  @TempDir Path dir;

  @Configuration
  static class Clients {
    @Bean
    JobClient jobClient(Environment settings) {
      return JobClient.builder()
          .address(settings.getRequiredProperty("ray.address"))
          .ownAddressWins()
          .build();
    }
  }

  @Test
  void submitsAndFollows() throws Exception {
    Files.writeString(dir.resolve("report.py"), "print('never run')\n");
    try (FakeDashboard dashboard = FakeDashboard.start();
        ConfigurableApplicationContext context =
            new SpringApplicationBuilder(Clients.class)
                .web(WebApplicationType.NONE)
                .properties("ray.address=" + dashboard.address())
                .run()) {
      dashboard.onSubmit(job -> job.run().print("hello\n").succeed());

      Job job =
          context
              .getBean(JobClient.class)
              .submission("python report.py")
              .runtimeEnv(RuntimeEnv.fromYaml("env_vars: {A: b}"))
              .workingDir(dir)
              .submit();
      StringBuilder log = new StringBuilder();
      try (LogStream lines = job.followLogs()) {
        lines.forEach(log::append);
      }

      assertEquals("hello\n", log.toString());
      assertEquals(JobStatus.SUCCEEDED, job.await(Duration.ofSeconds(30)).status());
      assertEquals(1, dashboard.packages().size());
    }
  }
}
