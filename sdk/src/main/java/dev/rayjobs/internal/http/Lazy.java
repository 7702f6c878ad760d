package dev.rayjobs.internal.http;

import dev.rayjobs.errors.CancelledException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for; if that failed, when it is asked for again; and
 * never any more once it is let go. Thread-safe.
 */
public final class Lazy<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T made;
  private volatile @Nullable Consumer<? super T> release;

  /** A value that is yet to be made. */
  public Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  /** A value that is there already. */
  public static <T> Lazy<T> of(T value) {
    Lazy<T> lazy = new Lazy<>(() -> value);
    lazy.made = value;
    return lazy;
  }

  /**
   * The value; what its making throws comes out of here.
   *
   * @throws CancelledException if it was let go before it was made
   */
  public T get() {
    T known = made;
    return known == null ? make() : known;
  }

  private synchronized T make() {
    T known = made;
    if (known == null) {
      if (release != null) {
        throw OpenCalls.clientClosed(null);
      }
      known = maker.get();
      made = known;
      // Let go while it was made, by somebody who may not have seen it.
      Consumer<? super T> late = release;
      if (late != null) {
        late.accept(known);
      }
    }
    return known;
  }

  /**
   * Lets go of the value: of one that is there or being made, at once or as soon as it is there.
   *
   * @param how gets the value, twice at most; it still is what {@link #get()} gives
   */
  public void letGo(Consumer<? super T> how) {
    release = how;
    T known = made;
    if (known != null) {
      how.accept(known);
    }
  }

  /** The value if it is there; null if not. */
  public @Nullable T known() {
    return made;
  }
}
