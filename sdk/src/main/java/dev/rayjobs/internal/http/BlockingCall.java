package dev.rayjobs.internal.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import okhttp3.Call;
import okhttp3.Response;

/** A call that its thread waits for, with an interruption told as OkHttp's other ways to fail. */
public final class BlockingCall {
  private BlockingCall() {}

  /**
   * The answer.
   *
   * @throws InterruptedIOException if the thread was interrupted, which it is left
   */
  public static Response execute(Call call) throws IOException {
    try {
      return call.execute();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // OkHttp lets through, undeclared, that its thread was interrupted while it connected.
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
