package dev.rayjobs.address;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a dashboard is, and what requests to it need. What the user of the client gives wins over
 * what stands here, name by name. Immutable.
 *
 * <pre>{@code
 * DashboardLocation.at("https://ray.acme.example").header("X-Acme-Key", key).build();
 * }</pre>
 */
public final class DashboardLocation {
  private final String url;
  private final Map<String, String> headers;
  private final Map<String, String> cookies;
  private final Map<String, String> metadata;

  private DashboardLocation(Builder builder) {
    this.url = builder.url;
    this.headers = copy(builder.headers);
    this.cookies = copy(builder.cookies);
    this.metadata = copy(builder.metadata);
  }

  private static Map<String, String> copy(Map<String, String> entries) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * Starts a location.
   *
   * @param url the dashboard's, {@code http://HOST:PORT} or {@code https://HOST/prefix}; checked
   *     where it is used
   * @return a builder of the location
   */
  public static Builder at(String url) {
    return new Builder(Objects.requireNonNull(url, "url"));
  }

  /** {@return the dashboard's URL} */
  public String url() {
    return url;
  }

  /** {@return headers for every request and the log tail} */
  public Map<String, String> headers() {
    return headers;
  }

  /** {@return cookies for every request and the log tail} */
  public Map<String, String> cookies() {
    return cookies;
  }

  /** {@return metadata for every job submitted} */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Nothing of what it holds, which may be secret. */
  @Override
  public String toString() {
    return "DashboardLocation[...]";
  }

  /**
   * A location that is put together; not thread-safe.
   *
   * <pre>{@code
   * DashboardLocation.at("https://ray.acme.example").cookie("session", id).build();
   * }</pre>
   */
  public static final class Builder {
    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Builder(String url) {
      this.url = url;
    }

    /**
     * A header for every request and the log tail.
     *
     * @param name the header's name
     * @param value its value; masked wherever this library prints something
     * @return this builder
     */
    public Builder header(String name, String value) {
      headers.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * A cookie for every request and the log tail.
     *
     * @param name the cookie's name
     * @param value its value; masked wherever this library prints something
     * @return this builder
     */
    public Builder cookie(String name, String value) {
      cookies.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * An entry of the metadata of every job submitted.
     *
     * @param key its key
     * @param value its text
     * @return this builder
     */
    public Builder metadata(String key, String value) {
      metadata.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** {@return the location} */
    public DashboardLocation build() {
      return new DashboardLocation(this);
    }
  }
}
