package io.iocp.actuate.endpoint;

import io.iocp.IocpTransport;
import io.iocp.TransportSnapshot;
import io.iocp.buffer.PoolStatistics;
import io.iocp.connection.ConnectionServer.WorkerState;
import io.iocp.job.JobQueueSnapshot;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when a worker has ended or does not come back from the port, when the buffer pool is
 * exhausted or has refused memory in the last seconds, or when jobs or handlers that may block wait
 * and none ends. A pool can refuse while it has free slots: of another size, or in slabs that are
 * in use.
 */
public final class IocpHealthIndicator extends AbstractHealthIndicator {

  // A worker comes back at least every second; what is silent for longer is stuck in a handler.
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

  // So long a refusal is told; those since the last question are told in any case.
  private static final Duration RECENTLY = Duration.ofSeconds(10);

  private final IocpTransport transport;
  private final NanoClock clock;
  private final AtomicLong refusalsSeen = new AtomicLong();
  private volatile long seenAtNanos;

  public IocpHealthIndicator(IocpTransport transport) {
    this(transport, NanoClock.system());
  }

  IocpHealthIndicator(IocpTransport transport, NanoClock clock) {
    super("Transport health check failed");
    this.transport = transport;
    this.clock = clock;
    this.seenAtNanos = clock.nanoTime() - RECENTLY.toNanos();
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    TransportSnapshot snapshot = transport.figures().snapshot();
    List<Integer> stuck =
        snapshot.workers().stream()
            .filter(IocpHealthIndicator::isStuck)
            .map(WorkerState::index)
            .toList();
    boolean exhausted = isExhausted(snapshot.buffers());
    boolean refused = hasRefusedRecently(snapshot.buffers().refusals());
    boolean handlersStuck =
        transport.figures().handlerJobs().filter(JobQueueSnapshot::stuck).isPresent();
    builder
        .status(
            stuck.isEmpty() && !exhausted && !refused && !snapshot.jobs().stuck() && !handlersStuck
                ? "UP"
                : "DOWN")
        .withDetail("engine", snapshot.engine())
        .withDetail("address", snapshot.address())
        .withDetail("connections", snapshot.connections());
    if (!stuck.isEmpty()) {
      builder.withDetail("stuckWorkers", stuck);
    }
    if (exhausted) {
      builder.withDetail("buffers", "exhausted");
    } else if (refused) {
      builder.withDetail("buffers", "refused");
    }
    if (snapshot.jobs().stuck()) {
      builder.withDetail("jobs", "stuck");
    }
    if (handlersStuck) {
      builder.withDetail("handlers", "stuck");
    }
  }

  private static boolean isStuck(WorkerState worker) {
    return !worker.alive() || worker.silentNanos() > LONGEST_SILENCE.toNanos();
  }

  private boolean hasRefusedRecently(long refusals) {
    long now = clock.nanoTime();
    if (refusalsSeen.getAndSet(refusals) != refusals) {
      seenAtNanos = now;
    }
    return now - seenAtNanos < RECENTLY.toNanos();
  }

  private static boolean isExhausted(PoolStatistics buffers) {
    return buffers.atBound()
        && buffers.sizeClasses().stream().allMatch(sizeClass -> sizeClass.free() == 0);
  }
}
