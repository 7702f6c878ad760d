package dev.rayjobs.cli;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears SIGINT, SIGTERM and SIGHUP while it is open, instead of the JVM's own ending. A signal that
 * the parent process chose to ignore stays ignored.
 *
 * <p>The JDK offers this only in {@code sun.misc.Signal}, whose use the compiler cannot be told to
 * accept; so it is found by name. Without it signals end the program as they do any JVM.
 */
final class Signals implements AutoCloseable {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private final List<Runnable> restorers = new ArrayList<>();

  private Signals() {}

  /**
   * Starts to listen.
   *
   * @param listener gets the signal's number, on a thread of its own, once for each signal
   */
  static Signals listen(IntConsumer listener) {
    Signals signals = new Signals();
    for (String name : NAMES) {
      try {
        signals.take(name, listener);
      } catch (ReflectiveOperationException notOnThisPlatform) {
        continue;
      }
    }
    return signals;
  }

  private void take(String name, IntConsumer listener) throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    int number = (int) signalType.getMethod("getNumber").invoke(signal);
    Object handler =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    listener.accept(number);
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> arguments != null && proxy == arguments[0];
                  default -> "handler of SIG" + name;
                });
    Object previous = install(signalType, handlerType, signal, handler);
    restorers.add(
        () -> {
          try {
            install(signalType, handlerType, signal, previous);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static @Nullable Object install(
      Class<?> signalType, Class<?> handlerType, Object signal, @Nullable Object handler)
      throws ReflectiveOperationException {
    return signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
  }

  @Override
  public void close() {
    restorers.forEach(Runnable::run);
    restorers.clear();
  }
}
