package io.iocp.streaming;

import io.iocp.streaming.relay.StreamRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Tells the relay once a second that a second has passed, on a thread of its own. */
final class RelayTicker implements SmartLifecycle {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final StreamRegistry streams;
  private final InstantSource clock;
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
  private volatile @Nullable ScheduledFuture<?> ticking;

  RelayTicker(StreamRegistry streams, InstantSource clock) {
    this.streams = streams;
    this.clock = clock;
    scheduler.setThreadNamePrefix("iocp-relay-tick-");
    scheduler.setDaemon(true);
  }

  @Override
  public void start() {
    scheduler.initialize();
    ticking = scheduler.scheduleAtFixedRate(() -> streams.tick(clock.millis()), INTERVAL);
  }

  @Override
  public void stop() {
    ticking = null;
    scheduler.shutdown();
    streams.endAll();
  }

  @Override
  public boolean isRunning() {
    return ticking != null;
  }

  /** Streams end after the transport has let its clients go. */
  @Override
  public int getPhase() {
    return 0;
  }
}
