package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.address.DashboardLocation;
import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.TokenFile;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What settings are refused where they are given, and which of two given ones counts. */
class SettingsTest {
  private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

  private static final Map<Class<?>, Object> SAMPLES =
      Map.of(
          String.class, "x",
          Path.class, Path.of("x"),
          char[].class, new char[0],
          Map.class, Map.of("a", "b"),
          List.class, List.of("a"),
          Duration.class, Duration.ofSeconds(1));

  static List<Object> buildersAndFactories() {
    return List.of(
        JobClient.builder(),
        JobSubmission.builder("true"),
        RuntimeEnv.builder(),
        DashboardLocation.at("http://h"),
        TokenSources.class,
        TokenFile.class,
        RetrySettings.class,
        CircuitBreakerSettings.class,
        DashboardLocation.class,
        JobSubmission.class);
  }

  /** Found out here, it can be seen who gave it; later it cannot. */
  @ParameterizedTest
  @MethodSource("buildersAndFactories")
  void refusesNullWhereItIsGiven(Object target) throws Exception {
    boolean factory = target instanceof Class<?>;
    Class<?> type = factory ? (Class<?>) target : target.getClass();
    for (Method method : type.getMethods()) {
      if (method.getDeclaringClass() != type
          || Modifier.isStatic(method.getModifiers()) != factory) {
        continue;
      }
      for (int at = 0; at < method.getParameterCount(); at++) {
        Class<?> parameter = method.getParameterTypes()[at];
        if (parameter.isPrimitive() || isNullable(method, at)) {
          continue;
        }
        assertThat(thrownBy(method, factory ? null : target, at))
            .as(method + ", argument " + at)
            .isInstanceOf(NullPointerException.class);
      }
    }
  }

  private static boolean isNullable(Executable method, int at) {
    return method.getAnnotatedParameterTypes()[at].isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Throwable thrownBy(Method method, @Nullable Object target, int nullAt)
      throws IllegalAccessException {
    @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
    for (int at = 0; at < arguments.length; at++) {
      Class<?> type = method.getParameterTypes()[at];
      arguments[at] =
          at == nullAt ? null : type == int.class ? Integer.valueOf(1) : SAMPLES.get(type);
    }
    try {
      method.invoke(target, arguments);
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  @Test
  void refusesNullWithinMaps() {
    Map<String, String> holed = new HashMap<>();
    holed.put("k", null);
    assertThatThrownBy(() -> JobClient.builder().headers(holed))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> JobClient.builder().defaultMetadata(holed))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> JobSubmission.builder("true").metadata(holed))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> JobSubmission.builder("true").entrypointLabelSelector(holed))
        .isInstanceOf(NullPointerException.class);
  }

  private static List<BiFunction<JobClient.Builder, Duration, JobClient.Builder>> timeouts() {
    return List.of(
        JobClient.Builder::connectTimeout,
        JobClient.Builder::readTimeout,
        JobClient.Builder::writeTimeout,
        JobClient.Builder::callTimeout);
  }

  @Test
  void refusesTimeOutsThatNobodyCanKeep() {
    for (BiFunction<JobClient.Builder, Duration, JobClient.Builder> setter : timeouts()) {
      for (Duration wrong :
          List.of(Duration.ofSeconds(-1), Duration.ofNanos(1), Duration.ofDays(25), FOR_EVER)) {
        assertThatThrownBy(() -> setter.apply(JobClient.builder(), wrong))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageEndingWith(
                "must be from 1 ms to 24 days, or zero for no limit at all, and is " + wrong);
      }
      for (Duration right : List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(24))) {
        assertThatCode(
                () ->
                    setter
                        .apply(client(Map.of()).address("http://127.0.0.1:1"), right)
                        .build()
                        .close())
            .doesNotThrowAnyException();
      }
    }
    for (Consumer<Duration> setter :
        List.<Consumer<Duration>>of(
            limit -> JobClient.builder().reconnectFor(limit),
            RetrySettings::forAtMost,
            limit -> CircuitBreakerSettings.of(1, limit))) {
      for (Duration wrong : List.of(Duration.ofSeconds(-1), FOR_EVER)) {
        assertThatThrownBy(() -> setter.accept(wrong))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("100 years");
      }
    }
  }

  @Test
  void keepsTheLongestTimes() {
    Duration century = Duration.ofDays(36_500);
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            client(Map.of())
                .address(dashboard.address())
                .readTimeout(Duration.ofDays(24))
                .retry(RetrySettings.forAtMost(century))
                .reconnectFor(century)
                .circuitBreaker(CircuitBreakerSettings.of(1, century))
                .build()) {
      dashboard.answerNext("GET", "/api/jobs/", new MockResponse.Builder().code(500).build());
      assertThatThrownBy(client::list).hasMessageContaining("HTTP 500");
      assertThat(client.submission("true").submit().await(century).status())
          .isEqualTo(JobStatus.SUCCEEDED);
    }
  }

  private static JobClient.Builder client(Map<String, String> variables) {
    return JobClient.builder().environment(Environment.of(variables));
  }

  @Test
  void pluralsReplaceAndSingularsAdd() {
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            client(Map.of())
                .address(dashboard.address())
                .header("X-A", "old")
                .headers(Map.of("X-B", "b"))
                .header("X-C", "c")
                .defaultMetadata("a", "old")
                .defaultMetadata(Map.of("b", "b"))
                .defaultMetadata("c", "c")
                .build()) {
      client
          .submission("true")
          .submissionId("x")
          .metadata("d", "old")
          .metadata(Map.of("e", "e"))
          .metadata("f", "f")
          .entrypointResources(Map.of("old", 1.0))
          .entrypointResources(Map.of("new", 1.0))
          .entrypointLabelSelector(Map.of("old", "a"))
          .entrypointLabelSelector(Map.of("new", "a"))
          .submit();
      Map<String, String> metadata = new LinkedHashMap<>(dashboard.job("x").metadata());
      assertThat(metadata.remove("rayjobs.nonce")).isNotNull();
      assertThat(metadata)
          .containsOnly(
              Map.entry("b", "b"), Map.entry("c", "c"), Map.entry("e", "e"), Map.entry("f", "f"));
      assertThat(dashboard.job("x").request())
          .containsEntry("entrypoint_resources", Map.of("new", 1.0))
          .containsEntry("entrypoint_label_selector", Map.of("new", "a"));
      assertThat(dashboard.requests().get(0).getHeaders().get("X-A")).isNull();
      assertThat(dashboard.requests().get(0).getHeaders().get("X-B")).isEqualTo("b");
      assertThat(dashboard.requests().get(0).getHeaders().get("X-C")).isEqualTo("c");
    }
  }

  @Test
  void sendsNoTokenWhereNoneIsWanted() {
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            client(Map.of("RAY_AUTH_MODE", "token"))
                .address(dashboard.address())
                .tokenSource(TokenSources.explicit("s3cret"))
                .authMode(AuthMode.DISABLED)
                .build()) {
      client.list();
      assertThat(dashboard.requests())
          .allSatisfy(request -> assertThat(request.getHeaders().get("Authorization")).isNull());
    }
  }

  @Test
  void tellsStandardRetriesFromOthersOfTheSameTime() {
    assertThat(RetrySettings.forAtMost(Duration.ofSeconds(30))).hasToString("RetrySettings[PT30S]");
    assertThat(RetrySettings.standard())
        .hasToString("RetrySettings[PT30S, before the first contact none]");
  }
}
