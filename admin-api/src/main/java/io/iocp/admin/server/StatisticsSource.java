package io.iocp.admin.server;

import io.iocp.IocpTransport;
import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import io.iocp.admin.server.AudienceDirectory.AudienceTotals;
import io.iocp.buffer.PoolStatistics;
import io.iocp.buffer.PoolStatistics.SizeClassStatistics;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.Traffic;
import io.iocp.time.NanoClock;
import java.lang.management.MemoryUsage;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Samples the server once a second, and remembers the last minutes for charts that begin now. */
final class StatisticsSource implements LiveSource {

  /** Seconds that are remembered. */
  static final int REMEMBERED = 600;

  private static final String TYPE = "statistics";

  private final IocpTransport transport;
  private final WorkerDelays delays;
  private final @Nullable AudienceDirectory audience;
  private final InstantSource clock;
  private final NanoClock nanos;

  // Guarded by this.
  private final ArrayDeque<Statistics> remembered = new ArrayDeque<>();

  // Only accessed by the polling thread.
  private Totals last;

  private record Totals(long nanos, Traffic traffic, PortStatistics port, long accepted) {}

  /**
   * @param audience what is watched; null where the application has no streams
   */
  StatisticsSource(
      IocpTransport transport,
      WorkerDelays delays,
      @Nullable AudienceDirectory audience,
      InstantSource clock,
      NanoClock nanos) {
    this.transport = transport;
    this.delays = delays;
    this.audience = audience;
    this.clock = clock;
    this.nanos = nanos;
    this.last = totals();
  }

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  @Override
  public List<LiveEvent> poll() {
    Totals now = totals();
    Statistics statistics = between(last, now);
    last = now;
    synchronized (this) {
      if (remembered.size() == REMEMBERED) {
        remembered.removeFirst();
      }
      remembered.addLast(statistics);
    }
    return List.of(LiveEvent.of(TYPE, statistics));
  }

  /** The last seconds, oldest first. */
  synchronized List<Statistics> remembered() {
    return List.copyOf(remembered);
  }

  private Totals totals() {
    return new Totals(
        nanos.nanoTime(),
        transport.figures().traffic(),
        transport.figures().port(),
        transport.figures().count(ConnectionCounter.ACCEPTED));
  }

  private Statistics between(Totals before, Totals now) {
    double seconds = Math.max(1, now.nanos - before.nanos) / (double) TimeUnit.SECONDS.toNanos(1);
    long completions = now.port.completions() - before.port.completions();
    long batches = now.port.batches() - before.port.batches();
    PoolStatistics buffers = transport.figures().buffers();
    AudienceTotals watched = audience == null ? null : audience.totals();
    MemoryUsage heap = ProcessLoad.heap();
    return new Statistics(
        clock.instant(),
        watched == null ? null : watched.streams(),
        watched == null ? null : watched.viewers(),
        watched == null ? null : watched.viewerDelayMillis(),
        ProcessLoad.cpu(),
        heap.getUsed(),
        heap.getMax(),
        transport.clients().count(),
        rate(now.traffic.receivedBytes() - before.traffic.receivedBytes(), seconds),
        rate(now.traffic.sentBytes() - before.traffic.sentBytes(), seconds),
        rate(now.accepted - before.accepted, seconds),
        now.port.pendingTotal(),
        rate(completions, seconds),
        batches == 0 ? 0 : completions / (double) batches,
        buffers.sizeClasses().stream().mapToLong(SizeClassStatistics::free).sum(),
        buffers.usedBytes(),
        buffers.maximumBytes(),
        delays.p99Micros());
  }

  /** Connections that end while they are counted may make a sum a little smaller than before. */
  private static long rate(long amount, double seconds) {
    return Math.max(0, Math.round(amount / seconds));
  }
}
