package dev.rayjobs.internal.http;

import java.util.List;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/**
 * For programs that are started for one short command: OkHttp's first client in a process takes a
 * third of such a command's time, with the JDK's security providers and its logging, and that can
 * pass while the command line is being read.
 */
public final class HeadStart {
  private HeadStart() {}

  /** Begins that on a thread of its own; it fails in silence, for the real client will tell. */
  public static void begin() {
    Thread thread = new Thread(HeadStart::makeClient, "head-start");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, why) -> {});
    thread.start();
  }

  private static void makeClient() {
    new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
  }
}
