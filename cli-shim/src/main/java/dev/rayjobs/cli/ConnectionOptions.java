package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the cluster is and how to talk to it: the options that all of Ray's job commands share. */
final class ConnectionOptions {
  private static final String HEADERS_VARIABLE = "RAY_JOB_HEADERS";

  @Option(
      names = "--address",
      paramLabel = "URL",
      description = {
        "The dashboard of the Ray cluster, for example http://127.0.0.1:8265.",
        "RAY_API_SERVER_ADDRESS and, after it, RAY_ADDRESS win over this."
      })
  @Nullable String address;

  @Option(
      names = "--verify",
      paramLabel = "BOOL|PATH",
      description = {
        "true (default) or false: whether to check the server's TLS certificate;",
        "or a PEM file, or a folder of them, with the certificates to trust."
      })
  String verify = "true";

  @Option(
      names = "--headers",
      paramLabel = "JSON",
      description = {
        "HTTP headers for all requests, as {\"name\": \"value\"}.",
        "Default: RAY_JOB_HEADERS."
      })
  @Nullable String headers;

  JobClient.Builder client(Console console) {
    JobClient.Builder builder = JobClient.builder();
    if (address != null) {
      builder.address(address);
    }
    if (headers != null) {
      builder.headers(JsonArgument.texts("--headers", headers));
    } else {
      String inherited = console.variable(HEADERS_VARIABLE);
      if (inherited != null) {
        builder.headers(JsonArgument.texts(HEADERS_VARIABLE, inherited));
      }
    }
    switch (verify.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> builder.verifyTls(true);
      case "false", "0" -> builder.verifyTls(false);
      default -> builder.trustedCertificates(Path.of(verify));
    }
    return builder;
  }
}
