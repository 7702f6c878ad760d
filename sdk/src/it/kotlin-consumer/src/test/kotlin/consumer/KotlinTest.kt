package consumer

import dev.rayjobs.JobClient
import dev.rayjobs.JobStatus
import dev.rayjobs.auth.TokenSources
import dev.rayjobs.testing.FakeDashboard
import java.time.Duration
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class KotlinTest {
  @Test
  fun submitsAndFollows() {
    FakeDashboard.start().use { dashboard ->
      dashboard.requireToken("secret")
      dashboard.onSubmit { it.run().print("hello\n").succeed() }
      var asked = 0
      // A supplier may give null: Kotlin accepts it, since the library says so.
      val token: () -> String? = { if (asked++ >= 0) "secret" else null }
      JobClient.builder()
        .address(dashboard.address())
        .ownAddressWins()
        .tokenSource(TokenSources.supplier(token, "the test"))
        .build()
        .use { client ->
          val job = client.submission("true").metadata("team", "pricing").submit()
          val log = job.followLogs().use { it.joinToString("") }
          val end = job.await(Duration.ofSeconds(30))

          assertEquals("hello\n", log)
          assertEquals(JobStatus.SUCCEEDED, end.status())
          // Not null, so without `?`; and a field of Ray's own may be.
          val id: String = job.submissionId()
          val raw: Any? = end.raw()["error_type"]
          assertEquals(id, end.submissionId().orElse(null))
          assertEquals(null, raw)
        }
    }
  }
}
