package dev.rayjobs;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.internal.address.NamedAddress;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.logs.FollowSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** What a {@link JobClient.Builder} was told, with the defaults for the rest. */
final class ClientSettings implements Cloneable {
  Environment environment = Environment.system();
  String usualPlace = "http://127.0.0.1:8265";
  @Nullable NamedAddress address;
  boolean ownAddressWins;
  @Nullable TokenSource tokenSource;
  @Nullable AuthMode authMode;
  TokenHeader tokenHeader = TokenHeader.AUTOMATIC;
  @Nullable PlaintextTokens plaintextTokens;
  Map<String, String> headers = new LinkedHashMap<>();
  Map<String, String> cookies = new LinkedHashMap<>();
  Map<String, String> defaultMetadata = new LinkedHashMap<>();
  @Nullable Path trusted;
  boolean verifyTls = true;
  @Nullable Path clientCertificate;
  @Nullable Path clientKey;
  char @Nullable [] clientKeyPassword;
  @Nullable Duration connectTimeout;
  @Nullable Duration readTimeout;
  @Nullable Duration writeTimeout;
  @Nullable Duration callTimeout;
  RetrySettings retry = RetrySettings.standard();
  @Nullable CircuitBreakerSettings circuitBreaker;
  FollowSettings following = FollowSettings.standard();
  @Nullable OkHttpClient httpClient;
  SubmissionListener listener = SubmissionListener.logging();

  Duration connectTimeout() {
    return timeout(connectTimeout, OkHttpClient::connectTimeoutMillis, Duration.ofSeconds(10));
  }

  Duration readTimeout() {
    return timeout(readTimeout, OkHttpClient::readTimeoutMillis, Duration.ofSeconds(20));
  }

  Duration writeTimeout() {
    return timeout(writeTimeout, OkHttpClient::writeTimeoutMillis, Duration.ofSeconds(60));
  }

  Duration callTimeout() {
    return timeout(callTimeout, OkHttpClient::callTimeoutMillis, Duration.ZERO);
  }

  private Duration timeout(
      @Nullable Duration set, ToIntFunction<OkHttpClient> own, Duration usual) {
    if (set != null) {
      return set;
    }
    return httpClient == null ? usual : Duration.ofMillis(own.applyAsInt(httpClient));
  }

  /** A copy for one client: what the builder is told later is not for it, even if it asks later. */
  ClientSettings copy() {
    try {
      ClientSettings copy = (ClientSettings) clone();
      copy.headers = new LinkedHashMap<>(headers);
      copy.cookies = new LinkedHashMap<>(cookies);
      copy.defaultMetadata = new LinkedHashMap<>(defaultMetadata);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
