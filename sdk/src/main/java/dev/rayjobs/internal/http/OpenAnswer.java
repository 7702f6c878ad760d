package dev.rayjobs.internal.http;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import okhttp3.Call;
import okhttp3.Response;

/** An answer whose body is yet to be read by whoever asked. */
final class OpenAnswer implements AutoCloseable {
  private final Call call;
  private final Response response;
  private final OpenCalls open;

  OpenAnswer(Call call, Response response, OpenCalls open) {
    this.call = call;
    this.response = response;
    this.open = open;
  }

  /** The body, which is UTF-8. */
  Reader text() {
    return new InputStreamReader(response.body().byteStream(), StandardCharsets.UTF_8);
  }

  /** Makes it break off; from any thread. */
  void cancel() {
    call.cancel();
  }

  @Override
  public void close() {
    open.ended(call);
    response.close();
  }
}
