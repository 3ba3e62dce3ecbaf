package io.iocp.admin.events;

import io.iocp.admin.live.Ticking;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * The one thread that samples the server and lets events happen. Ends with its subscribers before
 * the web server waits for their requests.
 */
final class EventTicker implements SmartLifecycle {

  private static final Logger logger = LoggerFactory.getLogger(EventTicker.class);

  // Before the transport drains (DEFAULT_PHASE - 512), and so before graceful web shutdown.
  private static final int PHASE = DEFAULT_PHASE - 256;

  private final EventHub hub;
  private final List<Ticking> all;
  private final LongAdder busyNanos = new LongAdder();
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
  private final LongSupplier nanoClock;
  private volatile boolean running;

  /**
   * @param hub whose subscribers are let go in the end
   * @param all what is to be done, the hub included
   */
  EventTicker(EventHub hub, List<Ticking> all, LongSupplier nanoClock) {
    this.hub = hub;
    this.all = all;
    this.nanoClock = nanoClock;
    scheduler.setPoolSize(1);
    scheduler.setThreadNamePrefix("iocp-admin-events-");
    scheduler.setDaemon(true);
  }

  @Override
  public void start() {
    scheduler.initialize();
    for (Ticking one : all) {
      // Ends with the scheduler.
      Future<?> unused = scheduler.scheduleAtFixedRate(() -> run(one), one.period());
    }
    running = true;
  }

  /** Once a task of the scheduler throws, it is never run again. */
  private void run(Ticking one) {
    long begin = nanoClock.getAsLong();
    try {
      one.tick();
    } catch (RuntimeException e) {
      logger.error("Periodic task {} failed", one.getClass().getSimpleName(), e);
    }
    busyNanos.add(nanoClock.getAsLong() - begin);
  }

  /** Time that the thread has worked. */
  double busySeconds() {
    return busyNanos.sum() / 1e9;
  }

  @Override
  public void stop() {
    running = false;
    scheduler.shutdown();
    hub.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
