package io.iocp.actuate.endpoint;

import io.iocp.IocpTransport;
import io.iocp.TransportSnapshot;
import io.iocp.buffer.PoolStatistics;
import io.iocp.connection.ConnectionServer.WorkerState;
import io.iocp.job.JobQueueSnapshot;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when a worker has ended or does not come back from the port, when the buffer pool is
 * exhausted, or when jobs or handlers that may block wait and none ends.
 */
public final class IocpHealthIndicator extends AbstractHealthIndicator {

  // A worker comes back at least every second; what is silent for longer is stuck in a handler.
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

  private final IocpTransport transport;

  public IocpHealthIndicator(IocpTransport transport) {
    super("Transport health check failed");
    this.transport = transport;
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
    boolean handlersStuck =
        transport.figures().handlerJobs().filter(JobQueueSnapshot::stuck).isPresent();
    builder
        .status(
            stuck.isEmpty() && !exhausted && !snapshot.jobs().stuck() && !handlersStuck
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

  private static boolean isExhausted(PoolStatistics buffers) {
    return buffers.atBound()
        && buffers.sizeClasses().stream().allMatch(sizeClass -> sizeClass.free() == 0);
  }
}
