package io.iocp.streaming;

import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.relay.StreamRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Tells the relay, and those who watch over sessions, once a second that a second has passed, on a
 * thread of its own.
 */
final class RelayTicker implements SmartLifecycle {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final StreamRegistry streams;
  private final RunningSessions sessions;
  private final InstantSource clock;
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
  private volatile boolean running;

  RelayTicker(StreamRegistry streams, RunningSessions sessions, InstantSource clock) {
    this.streams = streams;
    this.sessions = sessions;
    this.clock = clock;
    scheduler.setThreadNamePrefix("iocp-relay-tick-");
    scheduler.setDaemon(true);
  }

  @Override
  public void start() {
    scheduler.initialize();
    scheduler.scheduleAtFixedRate(() -> streams.tick(clock.millis()), INTERVAL);
    scheduler.scheduleAtFixedRate(sessions::tick, INTERVAL);
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    scheduler.shutdown();
    streams.endAll();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Streams end after the transport has let its clients go. */
  @Override
  public int getPhase() {
    return 0;
  }
}
