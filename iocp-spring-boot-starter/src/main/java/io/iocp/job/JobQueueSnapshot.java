package io.iocp.job;

import io.iocp.statistics.HistogramSnapshot;
import java.util.Map;

/**
 * What a job queue looks like at one moment.
 *
 * @param workers its workers, as set
 * @param running jobs that run now
 * @param queued jobs that wait, those of {@link SerialJobs} included
 * @param capacity jobs that may wait, those of {@link SerialJobs} not counted
 * @param stuck whether jobs have waited for long and none has ended
 * @param counters events since the start
 * @param waitNanos how long jobs waited before they began
 * @param runNanos how long they ran
 */
public record JobQueueSnapshot(
    int workers,
    int running,
    int queued,
    int capacity,
    boolean stuck,
    Map<JobCounter, Long> counters,
    HistogramSnapshot waitNanos,
    HistogramSnapshot runNanos) {

  public JobQueueSnapshot {
    counters = Map.copyOf(counters);
  }
}
