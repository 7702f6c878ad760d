package dev.rayjobs.faults;

import dev.rayjobs.faults.Fate.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A TCP proxy on loopback before one server, which does to each connection what its fate says.
 *
 * <pre>{@code
 * try (FaultyProxy proxy = new FaultyProxy(dashboard.address(), fates::next)) {
 *   JobClient client = JobClient.builder().address(proxy.address())...
 * }
 * }</pre>
 */
public final class FaultyProxy implements AutoCloseable {
  private final InetSocketAddress server;
  private final Supplier<Fate> fates;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          runnable -> {
            Thread thread = new Thread(runnable, "faulty-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Passage> open = ConcurrentHashMap.newKeySet();
  private final List<Fate> met = new CopyOnWriteArrayList<>();
  private final Phaser late = new Phaser(1);
  private final AtomicLong requestBytes = new AtomicLong();
  private final AtomicLong answerBytes = new AtomicLong();
  private volatile ServerSocket listener;

  /** A proxy to the server of this http address; {@code fates} gives each connection its fate. */
  public FaultyProxy(String address, Supplier<Fate> fates) {
    URI uri = URI.create(address);
    this.server = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.fates = fates;
    this.listener = listen(0);
  }

  private ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      threads.execute(() -> accept(socket));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket socket) {
    while (true) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException noLonger) {
        return;
      }
      Fate fate = fates.get();
      met.add(fate);
      if (fate.kind() == Fate.Kind.LATE) {
        late.register();
      }
      Passage passage =
          new Passage(
              client, server, fate, threads, requestBytes::addAndGet, answerBytes::addAndGet);
      open.add(passage);
      if (socket.isClosed()) {
        passage.close();
      }
      try {
        threads.execute(() -> serve(passage));
      } catch (RejectedExecutionException closing) {
        passage.close();
      }
    }
  }

  private void serve(Passage passage) {
    try {
      passage.run();
    } finally {
      open.remove(passage);
      if (passage.fate().kind() == Fate.Kind.LATE) {
        late.arriveAndDeregister();
      }
    }
  }

  /** Where clients connect to, for example {@code http://127.0.0.1:34567}. */
  public String address() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** What happened to the connections so far, and to how many nothing did. */
  public String met() {
    List<Fate> struck = met.stream().filter(fate -> fate.kind() != Fate.Kind.NONE).toList();
    return struck + " and " + (met.size() - struck.size()) + " without a fault";
  }

  /** Breaks all connections and takes no more: clients are refused until {@link #comeBack()}. */
  public void goAway() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(Passage::close);
  }

  /** Takes connections again, on the same port. */
  public void comeBack() {
    listener = listen(listener.getLocalPort());
  }

  /** Returns when every request that was to come late has come. */
  public void awaitLate() {
    late.arriveAndAwaitAdvance();
  }

  /** The number of bytes that came this way over the connections so far. */
  public long bytes(Way way) {
    return (way == Way.REQUEST ? requestBytes : answerBytes).get();
  }

  @Override
  public void close() {
    goAway();
    threads.shutdownNow();
  }
}
