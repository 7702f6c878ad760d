package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.RetrySettings;
import dev.rayjobs.errors.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the cluster is and how to talk to it: the options that all of Ray's job commands share. */
final class ConnectionOptions {
  static final String PROFILE_VARIABLE = "RAY_JOB_PROFILE";
  private static final String HEADERS_VARIABLE = "RAY_JOB_HEADERS";
  private static final String TLS_PASSWORD_VARIABLE = "RAY_JOB_CLIENT_KEY_PASSWORD";

  private final Option<String> address =
      Option.text(
          "--address",
          "ADDRESS",
          "The cluster: its dashboard, for example http://127.0.0.1:8265; its GCS, HOST:PORT; or auto"
              + " (default), that of this machine. RAY_API_SERVER_ADDRESS and, after it, RAY_ADDRESS"
              + " win over this.");

  private final Option<String> profile =
      Option.text(
          "--profile",
          "NAME",
          "The settings of this name in ~/.config/rayjobs/config.yaml. They win over Ray's variables,"
              + " and options over them. Default: RAY_JOB_PROFILE, which Ray's variables win over.");

  private final Option<String> verify =
      Option.fileOrText(
          "--verify",
          "BOOL|PATH",
          "true (default) or false: whether to check the server's TLS certificate; or a PEM file, or"
              + " a folder of them, with the certificates to trust.");

  private final Option<Path> clientCertificate =
      Option.file(
          "--client-cert",
          "FILE",
          "The certificate to show to a server that asks for one, in PEM or PKCS#12. Default:"
              + " RAY_JOB_CLIENT_CERT. A password is taken from RAY_JOB_CLIENT_KEY_PASSWORD.");

  private final Option<Path> clientKey =
      Option.file(
          "--client-key",
          "FILE",
          "Its private key, if that is in a file of its own. Default: RAY_JOB_CLIENT_KEY.");

  private final Option<String> headers =
      Option.text(
          "--headers",
          "JSON",
          "HTTP headers for all requests, as {\"name\": \"value\"}. Default: RAY_JOB_HEADERS.");

  private final Option<Duration> retryFor =
      Option.of(
          "--retry-for",
          "TIME",
          Durations::parse,
          "How long to repeat what fails in a way that may pass, from its first failure on."
              + " Default: 30s once the cluster has answered. 0s: never.");

  private final Option<Duration> reconnectFor =
      Option.of(
          "--reconnect-for",
          "TIME",
          Durations::parse,
          "How long to go on waiting for a job without any answer from the cluster; each answer starts"
              + " the time anew. Default: 10m. 0s: not at all.");

  /** For a command that asks and ends. */
  OptionGroup group() {
    return OptionGroup.of(
        "The cluster", address, profile, verify, clientCertificate, clientKey, headers, retryFor);
  }

  /** For a command that may wait for a job. */
  OptionGroup groupForWaiting() {
    return group().and(List.of(reconnectFor));
  }

  JobClient.Builder client(Console console) {
    JobClient.Builder builder = JobClient.builder();
    String given = address.value();
    String name = profile.value();
    if (name != null || console.isSet(PROFILE_VARIABLE)) {
      ProfileChoice.of(name, console).fill(builder, given);
    }
    Duration patience = retryFor.value();
    if (patience != null) {
      builder.retry(RetrySettings.forAtMost(patience));
    }
    Duration patienceWhileWaiting = reconnectFor.value();
    if (patienceWhileWaiting != null) {
      builder.reconnectFor(patienceWhileWaiting);
    }
    if (given != null) {
      builder.address(given, "--address");
    }
    String json = headers.value();
    String inherited = console.variable(HEADERS_VARIABLE);
    if (json != null) {
      builder.headers(JsonArgument.texts("--headers", json));
    } else if (inherited != null) {
      builder.headers(JsonArgument.texts(HEADERS_VARIABLE, inherited));
    }
    trust(builder, verify.value());
    Path certificate = clientCertificate.value();
    Path key = clientKey.value();
    if (certificate != null) {
      show(builder, certificate, key, console);
    } else if (key != null) {
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
    String name = profile.value();
    return (name == null ? "" : " --profile " + ShellWords.quote(name))
        + (address.given() ? " --address " + ShellWords.quote(found.toString()) : "");
  }
}
