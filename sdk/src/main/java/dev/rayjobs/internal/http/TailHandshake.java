package dev.rayjobs.internal.http;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/** Opens a WebSocket only to see whether that works. */
final class TailHandshake extends WebSocketListener {
  private static final int PATIENCE_SECONDS = 10;

  private final Transport transport;
  private final ApiCall call;
  private final CompletableFuture<Optional<RayJobsException>> outcome = new CompletableFuture<>();

  TailHandshake(Transport transport, ApiCall call) {
    this.transport = transport;
    this.call = call;
  }

  /** Tries, and throws what a job's follower would meet. */
  void run() {
    WebSocket socket = transport.openTail(call, this);
    try {
      Optional<RayJobsException> error = outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (error.isPresent()) {
        throw error.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("Interrupted while opening a log tail", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new ConnectionException(
          "no answer to the handshake within " + PATIENCE_SECONDS + " seconds", e);
    } finally {
      transport.end(socket);
    }
  }

  @Override
  public void onOpen(WebSocket webSocket, Response response) {
    outcome.complete(Optional.empty());
  }

  @Override
  public void onFailure(WebSocket webSocket, Throwable cause, @Nullable Response response) {
    outcome.complete(
        Optional.of(
            response != null && response.code() != 101
                ? transport.refused(call, response)
                : new ConnectionException("The log tail broke: " + cause, cause)));
  }
}
