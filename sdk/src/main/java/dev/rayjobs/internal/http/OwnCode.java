package dev.rayjobs.internal.http;

import java.io.Serial;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The program's own code, called in the midst of a request. What it throws (anything: Kotlin knows
 * no checked exceptions) would be taken for a failure of the request, which is repeated; so it is
 * carried past all that handles these, and comes out as it is.
 */
final class OwnCode {
  private OwnCode() {}

  /** What it threw, on its way out. */
  static final class Carrier extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private Carrier(Throwable thrown) {
      super(null, thrown, false, false);
    }
  }

  static <T> Consumer<T> carried(Consumer<T> own) {
    return value -> carry(() -> own.accept(value));
  }

  static LongConsumer carried(LongConsumer own) {
    return value -> carry(() -> own.accept(value));
  }

  private static void carry(Runnable own) {
    try {
      own.run();
    } catch (Throwable thrown) {
      throw new Carrier(thrown);
    }
  }

  /** The request in whose midst it is called. */
  static <T> T during(Supplier<T> request) {
    try {
      return request.get();
    } catch (Carrier carrier) {
      throw OwnCode.<RuntimeException>asItIs(Objects.requireNonNull(carrier.getCause()));
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asItIs(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
