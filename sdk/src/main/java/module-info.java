/** A client for Ray's Jobs API. */
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
