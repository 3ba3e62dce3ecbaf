package io.iocp.streaming.loop;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on one daemon thread of its own, which begins with the first task. */
public final class ThreadLoop implements SerialLoop {

  private static final Logger log = LoggerFactory.getLogger(ThreadLoop.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  /**
   * @param name the thread's
   */
  public ThreadLoop(String name) {
    this.name = name;
    // A connection may still report its end after the stop: that task is discarded, as the
    // interface says.
    executor = new ScheduledThreadPoolExecutor(1, this::newThread, new DiscardPolicy());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private Thread newThread(Runnable task) {
    Thread created = new Thread(task, name);
    created.setDaemon(true);
    thread = created;
    return created;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(guarded(task));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // A guarded task does not fail.
  public void executeAfter(Duration delay, Runnable task) {
    executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // A guarded task does not fail.
  public void executeEvery(Duration period, Runnable task) {
    executor.scheduleAtFixedRate(guarded(task), 0, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void stop() {
    executor.shutdown();
    Thread ending = thread;
    if (ending == null) {
      return;
    }
    try {
      // The executor counts as terminated a moment before its thread is gone: wait for the thread.
      ending.join(STOP_TIMEOUT.toMillis());
      if (ending.isAlive()) {
        log.warn("Thread {} is still busy {} ms after its stop", name, STOP_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A periodic task that throws would silently never run again. */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("A task of thread {} failed", name, e);
      }
    };
  }
}
