package io.iocp.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * What runs the workers of a server, and how those who are no worker wait for them: on a machine
 * with threads, or in a simulation, where one thread is everybody in turn.
 */
interface Execution {

  /** Has the worker take its {@linkplain IoWorker#turn() turns} until the last. Once a worker. */
  void start(IoWorker worker);

  /** Whether the worker was started and has turns left. Any thread. */
  boolean isRunning(IoWorker worker);

  /**
   * Waits for the last turn of the worker.
   *
   * @return whether it is over within the limit
   */
  boolean join(IoWorker worker, Duration limit) throws InterruptedException;

  /**
   * Waits for what workers count down.
   *
   * @return whether they did within the limit
   */
  boolean await(CountDownLatch latch, Duration limit) throws InterruptedException;

  /** Lets some time pass. */
  void sleep(Duration time) throws InterruptedException;
}
