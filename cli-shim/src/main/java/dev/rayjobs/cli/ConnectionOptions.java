package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.RetrySettings;
import dev.rayjobs.errors.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the cluster is and how to talk to it: the options that all of Ray's job commands share. */
final class ConnectionOptions {
  private static final String HEADERS_VARIABLE = "RAY_JOB_HEADERS";
  private static final String TLS_PASSWORD_VARIABLE = "RAY_JOB_CLIENT_KEY_PASSWORD";

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
      names = "--client-cert",
      paramLabel = "FILE",
      description = {
        "The certificate to show to a server that asks for one, in PEM or PKCS#12.",
        "Default: RAY_JOB_CLIENT_CERT. A password is taken from RAY_JOB_CLIENT_KEY_PASSWORD."
      })
  @Nullable Path clientCertificate;

  @Option(
      names = "--client-key",
      paramLabel = "FILE",
      description =
          "Its private key, if that is in a file of its own. Default: RAY_JOB_CLIENT_KEY.")
  @Nullable Path clientKey;

  @Option(
      names = "--headers",
      paramLabel = "JSON",
      description = {
        "HTTP headers for all requests, as {\"name\": \"value\"}.",
        "Default: RAY_JOB_HEADERS."
      })
  @Nullable String headers;

  @Option(
      names = "--retry-for",
      paramLabel = "TIME",
      converter = Durations.class,
      description = {
        "How long to repeat each request that fails in a way that may pass, from the first on.",
        "Default: 30s once the cluster has answered. 0s: never."
      })
  @Nullable Duration retryFor;

  JobClient.Builder client(Console console) {
    JobClient.Builder builder = JobClient.builder();
    if (retryFor != null) {
      builder.retry(RetrySettings.forAtMost(retryFor));
    }
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
    if (clientCertificate != null && clientKey != null) {
      builder.clientCertificate(clientCertificate, clientKey);
    } else if (clientCertificate != null) {
      String password = console.variable(TLS_PASSWORD_VARIABLE);
      builder.clientCertificate(
          clientCertificate, password == null ? new char[0] : password.toCharArray());
    } else if (clientKey != null) {
      throw new InvalidInputException("--client-key needs --client-cert");
    }
    return builder;
  }
}
