package dev.rayjobs.internal.http;

import dev.rayjobs.internal.json.Json;
import java.io.ByteArrayInputStream;
import java.util.List;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/**
 * For programs that are started for one short command: OkHttp's first client in a process takes a
 * third of such a command's time, with the JDK's security providers and its logging, and that can
 * pass while the command line is being read. So can the JSON parser's start.
 *
 * <p>It is the thread itself, not a task for one: the first lambda of a process takes milliseconds,
 * which would pass before this begins.
 */
public final class HeadStart extends Thread {
  private HeadStart() {
    super("head-start");
    setDaemon(true);
  }

  /** Begins that on a thread of its own; it fails in silence, for the real client will tell. */
  public static void begin() {
    new HeadStart().start();
  }

  @Override
  public void run() {
    try {
      new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
      Json.parseObject(new ByteArrayInputStream(new byte[] {'{', '}'}));
    } catch (Throwable e) {
      // Also the errors of classes that cannot be loaded.
    }
  }
}
