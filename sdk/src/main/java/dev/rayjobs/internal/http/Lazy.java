package dev.rayjobs.internal.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for; if that failed, when it is asked for again.
 * Thread-safe.
 */
public final class Lazy<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T made;

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

  /** The value; what its making throws comes out of here. */
  public T get() {
    T known = made;
    return known == null ? make() : known;
  }

  private synchronized T make() {
    T known = made;
    if (known == null) {
      known = maker.get();
      made = known;
    }
    return known;
  }

  /** The value if it is there; null if not. */
  public @Nullable T known() {
    return made;
  }
}
