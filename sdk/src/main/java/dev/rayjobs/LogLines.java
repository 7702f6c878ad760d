package dev.rayjobs;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/** A log's pieces as lines without their ends; what follows the last line end is a line too. */
final class LogLines implements Iterator<String> {
  private final Iterator<String> pieces;
  private final Queue<String> whole = new ArrayDeque<>();
  private final StringBuilder begun = new StringBuilder();

  LogLines(Iterator<String> pieces) {
    this.pieces = pieces;
  }

  @Override
  public boolean hasNext() {
    while (whole.isEmpty() && pieces.hasNext()) {
      add(pieces.next());
    }
    if (whole.isEmpty() && !begun.isEmpty()) {
      end();
    }
    return !whole.isEmpty();
  }

  private void add(String piece) {
    int from = 0;
    for (int at; (at = piece.indexOf('\n', from)) >= 0; from = at + 1) {
      begun.append(piece, from, at);
      end();
    }
    begun.append(piece, from, piece.length());
  }

  private void end() {
    whole.add(begun.toString());
    begun.setLength(0);
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the log has ended");
    }
    return whole.remove();
  }
}
