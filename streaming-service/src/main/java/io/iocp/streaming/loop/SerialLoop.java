package io.iocp.streaming.loop;

import java.time.Duration;

/** Runs tasks one at a time and in order. Its methods may be called from any thread. */
public interface SerialLoop {

  /** Runs a task as soon as those before it have run. */
  void execute(Runnable task);

  /** Runs a task when some time has passed. */
  void executeAfter(Duration delay, Runnable task);

  /** Runs a task now, and again and again. */
  void executeEvery(Duration period, Runnable task);

  /** Runs what is due by now to its end, and nothing more; later calls have no effect. */
  void stop();
}
