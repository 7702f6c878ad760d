package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.RetrySettings;
import dev.rayjobs.errors.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the cluster is and how to talk to it: the options that all of Ray's job commands share. */
final class ConnectionOptions {
  private static final String HEADERS_VARIABLE = "RAY_JOB_HEADERS";
  static final String PROFILE_VARIABLE = "RAY_JOB_PROFILE";
  private static final String TLS_PASSWORD_VARIABLE = "RAY_JOB_CLIENT_KEY_PASSWORD";

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = {
        "The cluster: its dashboard, for example http://127.0.0.1:8265; its GCS, HOST:PORT; or",
        "auto (default), that of this machine.",
        "RAY_API_SERVER_ADDRESS and, after it, RAY_ADDRESS win over this."
      })
  @Nullable String address;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = {
        "The settings of this name in ~/.config/rayjobs/config.yaml. They win over Ray's",
        "variables, and options over them. Default: RAY_JOB_PROFILE, which Ray's variables win over."
      })
  @Nullable String profile;

  @Option(
      names = "--verify",
      paramLabel = "BOOL|PATH",
      description = {
        "true (default) or false: whether to check the server's TLS certificate;",
        "or a PEM file, or a folder of them, with the certificates to trust."
      })
  @Nullable String verify;

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
    if (profile != null || console.isSet(PROFILE_VARIABLE)) {
      ProfileChoice.of(profile, console).fill(builder, address);
    }
    if (retryFor != null) {
      builder.retry(RetrySettings.forAtMost(retryFor));
    }
    if (address != null) {
      builder.address(address, "--address");
    }
    if (headers != null) {
      builder.headers(JsonArgument.texts("--headers", headers));
    } else {
      String inherited = console.variable(HEADERS_VARIABLE);
      if (inherited != null) {
        builder.headers(JsonArgument.texts(HEADERS_VARIABLE, inherited));
      }
    }
    trust(builder, verify);
    if (clientCertificate != null) {
      show(builder, clientCertificate, clientKey, console);
    } else if (clientKey != null) {
      throw new InvalidInputException("--client-key needs --client-cert");
    }
    return builder;
  }

  /** Trusts what {@code --verify} says; the default if that is null. */
  static void trust(JobClient.Builder builder, @Nullable String verify) {
    if (verify == null) {
      return;
    }
    switch (verify.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> builder.verifyTls(true);
      case "false", "0" -> builder.verifyTls(false);
      default -> builder.trustedCertificates(Path.of(verify));
    }
  }

  /** Shows this certificate; the key is in the same file if it is null. */
  static void show(
      JobClient.Builder builder, Path certificate, @Nullable Path key, Console console) {
    if (key != null) {
      builder.clientCertificate(certificate, key);
      return;
    }
    String password = console.variable(TLS_PASSWORD_VARIABLE);
    builder.clientCertificate(certificate, password == null ? new char[0] : password.toCharArray());
  }

  /** The options that name the cluster for another command line; empty if none was given. */
  String forNext(URI found) {
    return (profile == null ? "" : " --profile " + ShellWords.quote(profile))
        + (address == null ? "" : " --address " + ShellWords.quote(found.toString()));
  }
}
