package consumer

import dev.rayjobs.JobClient
import dev.rayjobs.JobDetails
import dev.rayjobs.RuntimeEnv
import dev.rayjobs.errors.RayJobsException

fun nulls(details: JobDetails, env: RuntimeEnv, error: RayJobsException) {
  JobClient.builder().address(null) // wrong
  val raw: Map<String, Any> = details.raw() // wrong
  env.toMap().values.first().hashCode()
  val length: Int = env.toMap().values.first().toString().length
  val text: String = error.message // wrong: Java's own, of which Kotlin knows
  val id: String = details.submissionId().orElseThrow()
  RuntimeEnv.builder().field("image_uri", null)
  RuntimeEnv.builder().field(null, "x") // wrong
  details.raw()["error_type"].javaClass // wrong
  println("$raw $length $text $id")
}
