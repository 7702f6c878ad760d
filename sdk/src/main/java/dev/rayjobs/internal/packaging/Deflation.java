package dev.rayjobs.internal.packaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.Deflater;

/**
 * Deflates blocks, on many threads at once. The blocks of one file, one behind the other, are one
 * deflate stream: each but the last ends on a byte, and each is told what went before it.
 */
public final class Deflation implements AutoCloseable {
  /** How many bytes before a block it may point back to. */
  public static final int WINDOW = 1 << 15;

  private static final int LEVEL = Deflater.DEFAULT_COMPRESSION;
  private static final int SAMPLE = 1 << 10;

  /** A sample that keeps more than this part of its size is taken for compressed already. */
  private static final double NO_GAIN = 0.97;

  private final Queue<Deflater> idle = new ConcurrentLinkedQueue<>();
  private final Queue<Deflater> idleSamplers = new ConcurrentLinkedQueue<>();

  /** The room that a block of this size needs at most when deflated. */
  public static int bound(int size) {
    return size + size / 1000 + 64;
  }

  /**
   * Deflates a block.
   *
   * @param before how many bytes right before the block belong to the same file and were deflated
   *     already, at most {@link #WINDOW}
   * @param last whether the file ends with this block
   * @return the number of bytes put into {@code out}
   */
  public int deflate(
      byte[] data, int offset, int length, int before, boolean last, byte[] out, int outOffset) {
    Deflater deflater = take(idle, LEVEL);
    try {
      if (before > 0) {
        deflater.setDictionary(data, offset - before, before);
      }
      return run(deflater, data, offset, length, last, out, outOffset);
    } finally {
      idle.add(deflater);
    }
  }

  /** Whether deflating a file is worth while that has these bytes; small pieces always are. */
  public boolean pays(byte[] data, int offset, int length) {
    int sample = Math.min(length, SAMPLE);
    if (length < 2 * SAMPLE) {
      return true;
    }
    Deflater deflater = take(idleSamplers, Deflater.BEST_SPEED);
    try {
      byte[] out = new byte[bound(sample)];
      int middle = offset + (length - sample) / 2;
      return run(deflater, data, middle, sample, true, out, 0) < sample * NO_GAIN;
    } finally {
      idleSamplers.add(deflater);
    }
  }

  private static Deflater take(Queue<Deflater> idle, int level) {
    Deflater deflater = idle.poll();
    if (deflater == null) {
      return new Deflater(level, true);
    }
    deflater.reset();
    return deflater;
  }

  private static int run(
      Deflater deflater, byte[] data, int offset, int length, boolean last, byte[] out, int at) {
    deflater.setInput(data, offset, length);
    int mode = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
    if (last) {
      deflater.finish();
    }
    int written = deflater.deflate(out, at, out.length - at, mode);
    if (at + written == out.length) {
      throw new IllegalStateException("a deflated block needs more room than it can");
    }
    return written;
  }

  @Override
  public void close() {
    idle.forEach(Deflater::end);
    idleSamplers.forEach(Deflater::end);
  }
}
