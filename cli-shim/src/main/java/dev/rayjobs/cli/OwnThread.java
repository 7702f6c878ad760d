package dev.rayjobs.cli;

import java.util.concurrent.Executor;

/**
 * Runs each task on a thread of its own, which keeps no program alive: on the JVM's shared pool,
 * which has one thread on two cores, a task that waits for an answer would keep all others waiting.
 *
 * @param name the threads' name
 */
record OwnThread(String name) implements Executor {
  @Override
  public void execute(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
