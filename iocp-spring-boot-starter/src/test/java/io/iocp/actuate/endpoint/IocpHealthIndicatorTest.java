package io.iocp.actuate.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.IocpTransport;
import io.iocp.TransportFigures;
import io.iocp.TransportSnapshot;
import io.iocp.access.AccessLimits;
import io.iocp.access.AccessSnapshot;
import io.iocp.buffer.PoolStatistics;
import io.iocp.buffer.PoolStatistics.SizeClassStatistics;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.ConnectionServer.WorkerState;
import io.iocp.job.JobQueueSnapshot;
import io.iocp.statistics.HistogramSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class IocpHealthIndicatorTest {

  private static final WorkerState WELL = worker(0, true, Duration.ofMillis(900));
  private static final PoolStatistics ROOM = pool(false, 0, 3);

  private static WorkerState worker(int index, boolean alive, Duration silent) {
    return new WorkerState(index, "iocp-worker-" + index, alive, silent.toNanos(), 1);
  }

  private static PoolStatistics pool(boolean atBound, int free, int freeLarge) {
    return pool(atBound, 0, free, freeLarge);
  }

  private static PoolStatistics pool(boolean atBound, long refusals, int free, int freeLarge) {
    return new PoolStatistics(
        1 << 20,
        1 << 20,
        atBound,
        refusals,
        List.of(
            new SizeClassStatistics(4096, 8, free, 8),
            new SizeClassStatistics(65_536, 8, freeLarge, 8)));
  }

  private static Health health(PoolStatistics buffers, WorkerState... workers) {
    return health(buffers, false, workers);
  }

  private static Health health(PoolStatistics buffers, boolean jobsStuck, WorkerState... workers) {
    IocpTransport transport = mock(IocpTransport.class);
    TransportFigures figures = mock(TransportFigures.class);
    when(transport.figures()).thenReturn(figures);
    tell(figures, buffers, jobsStuck, workers);
    return new IocpHealthIndicator(transport).health();
  }

  private static void tell(
      TransportFigures figures, PoolStatistics buffers, boolean jobsStuck, WorkerState... workers) {
    when(figures.snapshot())
        .thenReturn(
            new TransportSnapshot(
                "nio",
                "configured",
                "127.0.0.1:9000",
                List.of(workers),
                new PortStatistics(Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0),
                buffers,
                new JobQueueSnapshot(
                    1,
                    1,
                    2,
                    10,
                    jobsStuck,
                    Map.of(),
                    HistogramSnapshot.EMPTY,
                    HistogramSnapshot.EMPTY),
                3,
                new AccessSnapshot(new AccessLimits(9, 0, 0, 1), 0, 0, 0, 0, Map.of()),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of()));
  }

  @Test
  void aTransportWhoseWorkersComeBackIsUp() {
    Health health = health(ROOM, WELL, worker(1, true, Duration.ofSeconds(4)));
    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails())
        .containsEntry("engine", "nio")
        .containsEntry("address", "127.0.0.1:9000")
        .containsEntry("connections", 3)
        .doesNotContainKeys("stuckWorkers", "buffers", "jobs");
  }

  @Test
  void aWorkerThatDoesNotComeBackIsNamed() {
    Health health = health(ROOM, WELL, worker(1, true, Duration.ofSeconds(6)));
    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getDetails()).containsEntry("stuckWorkers", List.of(1));
  }

  @Test
  void aWorkerThatHasEndedIsNamed() {
    Health health = health(ROOM, worker(0, false, Duration.ZERO));
    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getDetails()).containsEntry("stuckWorkers", List.of(0));
  }

  @Test
  void jobsThatWaitWhileNoneEndsAreDown() {
    Health health = health(ROOM, true, WELL);
    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getDetails()).containsEntry("jobs", "stuck");
  }

  @Test
  void aPoolThatRefusesWhileItHasFreeSlotsIsDownForSomeSeconds() {
    IocpTransport transport = mock(IocpTransport.class);
    TransportFigures figures = mock(TransportFigures.class);
    when(transport.figures()).thenReturn(figures);
    AtomicLong nanos = new AtomicLong();
    IocpHealthIndicator indicator = new IocpHealthIndicator(transport, nanos::get);
    tell(figures, pool(true, 0, 3, 1), false, WELL);
    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);

    tell(figures, pool(true, 120, 3, 1), false, WELL);
    assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(indicator.health().getDetails()).containsEntry("buffers", "refused");
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void anExhaustedPoolIsDownButOneWithAFreeSlotIsNot() {
    assertThat(health(pool(true, 0, 0), WELL).getDetails()).containsEntry("buffers", "exhausted");
    assertThat(health(pool(true, 0, 0), WELL).getStatus()).isEqualTo(Status.DOWN);
    assertThat(health(pool(true, 0, 1), WELL).getStatus()).isEqualTo(Status.UP);
    assertThat(health(pool(false, 0, 0), WELL).getStatus()).isEqualTo(Status.UP);
  }
}
