package dev.rayjobs.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A JSON text that is sent once: without this OkHttp itself repeats a POST on a connection that
 * died and on a 503 with {@code Retry-After: 0}, and a job would be started twice.
 */
final class JsonBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json");

  private final byte[] bytes;

  JsonBody(String json) {
    this.bytes = json.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public MediaType contentType() {
    return JSON;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.write(bytes);
  }
}
