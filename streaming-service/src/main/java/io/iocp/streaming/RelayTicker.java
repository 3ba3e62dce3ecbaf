package io.iocp.streaming;

import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.ingest.udp.UdpPublishers;
import io.iocp.streaming.relay.StreamRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Tells the relay, and those who watch over sessions and datagrams, once a second that a second has
 * passed, on a thread of its own.
 */
final class RelayTicker implements SmartLifecycle {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final StreamRegistry streams;
  private final RunningSessions sessions;
  private final UdpPublishers datagrams;
  private final Runnable others;
  private final InstantSource clock;
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
  private volatile List<ScheduledFuture<?>> ticking = List.of();

  /**
   * @param others told as well
   */
  RelayTicker(
      StreamRegistry streams,
      RunningSessions sessions,
      UdpPublishers datagrams,
      Runnable others,
      InstantSource clock) {
    this.streams = streams;
    this.sessions = sessions;
    this.datagrams = datagrams;
    this.others = others;
    this.clock = clock;
    scheduler.setThreadNamePrefix("iocp-relay-tick-");
    scheduler.setDaemon(true);
  }

  @Override
  public void start() {
    scheduler.initialize();
    ticking =
        List.of(
            scheduler.scheduleAtFixedRate(() -> streams.tick(clock.millis()), INTERVAL),
            scheduler.scheduleAtFixedRate(sessions::tick, INTERVAL),
            scheduler.scheduleAtFixedRate(datagrams::tick, INTERVAL),
            scheduler.scheduleAtFixedRate(others, INTERVAL));
  }

  @Override
  public void stop() {
    ticking = List.of();
    scheduler.shutdown();
    streams.endAll();
  }

  @Override
  public boolean isRunning() {
    return !ticking.isEmpty();
  }

  /** Streams end after the transport has let its clients go. */
  @Override
  public int getPhase() {
    return 0;
  }
}
