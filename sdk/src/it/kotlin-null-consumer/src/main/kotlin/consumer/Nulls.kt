package consumer

import dev.rayjobs.JobClient
import dev.rayjobs.JobDetails
import dev.rayjobs.RuntimeEnv
import dev.rayjobs.errors.RayJobsException

fun nullsThatKotlinRefuses(details: JobDetails, error: RayJobsException) {
  JobClient.builder().address(null)
  val field: Any = details.raw().getValue("error_type")
  RuntimeEnv.fromMap(mapOf("working_dir" to null)).envVars().put("A", null)
  RuntimeEnv.builder().field("image_uri", null).field(null, "x")
}
