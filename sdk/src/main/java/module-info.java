/**
 * A client for Ray's Jobs API: {@link dev.rayjobs.JobClient} is where to start. Types of other
 * libraries appear in no signature, but for {@link
 * dev.rayjobs.JobClient.Builder#httpClient(okhttp3.OkHttpClient)}.
 *
 * @uses dev.rayjobs.address.AddressProvider for the addresses of other platforms
 */
module dev.rayjobs {
  requires transitive okhttp3;
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;
  requires io.github.resilience4j.circuitbreaker;
  requires io.github.resilience4j.core;
  requires io.github.resilience4j.retry;
  requires kotlin.stdlib;
  requires okio;
  requires org.slf4j;
  requires org.yaml.snakeyaml;

  uses dev.rayjobs.address.AddressProvider;

  exports dev.rayjobs;
  exports dev.rayjobs.address;
  exports dev.rayjobs.auth;
  exports dev.rayjobs.doctor;
  exports dev.rayjobs.errors;
  exports dev.rayjobs.packaging;
}
