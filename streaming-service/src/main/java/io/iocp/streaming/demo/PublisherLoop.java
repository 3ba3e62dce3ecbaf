package io.iocp.streaming.demo;

import java.time.Duration;

/**
 * Runs a publisher's tasks one at a time and in order. Its methods may be called from any thread.
 */
interface PublisherLoop {

  void execute(Runnable task);

  void executeAfter(Duration delay, Runnable task);

  void executeEvery(Duration period, Runnable task);

  /** Runs what is due by now to its end, and nothing more; later calls have no effect. */
  void stop();
}
