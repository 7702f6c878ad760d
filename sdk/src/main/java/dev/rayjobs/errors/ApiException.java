package dev.rayjobs.errors;

import java.io.Serial;

/**
 * Ray answered a request with an error. {@link #reason()} is the sentence that matters, drawn out
 * of the Python traceback that Ray often sends; {@link #body()} is what Ray sent, cut at a bound.
 *
 * <pre>{@code
 * catch (ApiException e) {
 *   System.err.println(e.statusCode() + ": " + e.reason());
 * }
 * }</pre>
 *
 * @serial exclude
 */
public class ApiException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  private final String method;
  private final String path;
  private final int statusCode;
  private final String reason;
  private final String body;

  /**
   * An error that Ray answered.
   *
   * @param message what the user should read
   * @param method the HTTP method of the request
   * @param path the path of the request, without the address
   * @param statusCode the HTTP status of the answer
   * @param reason Ray's own reason, one sentence where one could be found
   * @param body the answer's body, bounded
   */
  public ApiException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message);
    this.method = method;
    this.path = path;
    this.statusCode = statusCode;
    this.reason = reason;
    this.body = body;
  }

  /** {@return the HTTP method of the request, for example {@code POST}} */
  public final String method() {
    return method;
  }

  /** {@return the path of the request, for example {@code /api/jobs/}} */
  public final String path() {
    return path;
  }

  /** {@return the HTTP status of the answer} */
  public final int statusCode() {
    return statusCode;
  }

  /** {@return Ray's reason in one sentence, without its traceback} Empty if Ray gave none. */
  public final String reason() {
    return reason;
  }

  /** {@return what Ray sent, cut at 64 KiB} May be a Python traceback. */
  public final String body() {
    return body;
  }
}
