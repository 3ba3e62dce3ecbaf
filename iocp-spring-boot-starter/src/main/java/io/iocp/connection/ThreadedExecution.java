package io.iocp.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Each worker has a thread of its own. */
final class ThreadedExecution implements Execution {

  @Override
  public void start(IoWorker worker) {
    worker.thread().start();
  }

  @Override
  public boolean isRunning(IoWorker worker) {
    return worker.thread().isAlive();
  }

  @Override
  public boolean join(IoWorker worker, Duration limit) throws InterruptedException {
    worker.thread().join(Math.max(1, limit.toMillis()));
    return !isRunning(worker);
  }

  @Override
  public boolean await(CountDownLatch latch, Duration limit) throws InterruptedException {
    return latch.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
