package dev.rayjobs.internal.gcs;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * How a gRPC call ended.
 *
 * @param status the gRPC status
 * @param message what the server says of it
 */
record GrpcOutcome(int status, String message) {
  static final int UNIMPLEMENTED = 12;
  static final int UNAVAILABLE = 14;
  static final int UNAUTHENTICATED = 16;
  private static final int LONGEST_MESSAGE = 500;

  /**
   * Reads it from the trailers, or, where there is no reply, from the headers.
   *
   * @param cutOff whether the body was not read to its end
   * @throws IOException if the answer is none of gRPC
   */
  static GrpcOutcome of(Response response, boolean cutOff) throws IOException {
    String type = response.header("Content-Type", "");
    if (cutOff || response.code() != 200 || type == null || !type.startsWith("application/grpc")) {
      throw new IOException("HTTP " + response.code() + " with " + type + ", which is not gRPC");
    }
    String status = field(response, "grpc-status");
    if (status == null || !status.matches("\\d{1,4}")) {
      throw new IOException("a gRPC answer without a status");
    }
    String message = field(response, "grpc-message");
    return new GrpcOutcome(Integer.parseInt(status), message == null ? "" : decoded(message));
  }

  private static @Nullable String field(Response response, String name) throws IOException {
    String header = response.header(name);
    return header != null ? header : response.trailers().get(name);
  }

  private static String decoded(String message) {
    try {
      String text = URLDecoder.decode(message.replace("+", "%2B"), StandardCharsets.UTF_8);
      return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "…" : text;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  boolean isOk() {
    return status == 0;
  }
}
