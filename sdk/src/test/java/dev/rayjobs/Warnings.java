package dev.rayjobs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a client warns of. */
final class Warnings implements SubmissionListener {
  private final List<String> all = new CopyOnWriteArrayList<>();

  @Override
  public void warned(String warning) {
    all.add(warning);
  }

  List<String> all() {
    return all;
  }
}
