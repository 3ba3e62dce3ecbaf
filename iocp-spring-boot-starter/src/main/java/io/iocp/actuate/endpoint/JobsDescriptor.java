package io.iocp.actuate.endpoint;

import io.iocp.job.JobCounter;
import io.iocp.job.JobQueue;
import io.iocp.job.JobQueueSnapshot;
import io.iocp.job.JobSnapshot;
import io.iocp.job.JobState;
import io.iocp.statistics.HistogramSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The job queue as the endpoint shows it.
 *
 * @param workers its workers, as set
 * @param running jobs that run now
 * @param queued jobs that wait
 * @param capacity jobs that may wait, those in order for a connection not counted
 * @param stuck whether jobs have waited for long and none has ended
 * @param counters events since the start
 * @param waitMillis how long jobs waited
 * @param runMillis how long they ran
 * @param jobs the first {@value #MOST_JOBS} of those that run or wait, in order of their ids
 */
public record JobsDescriptor(
    int workers,
    int running,
    int queued,
    int capacity,
    boolean stuck,
    Map<JobCounter, Long> counters,
    Millis waitMillis,
    Millis runMillis,
    List<Item> jobs) {

  static final int MOST_JOBS = 100;

  /**
   * A distribution of times in milliseconds, since the start.
   *
   * @param mean their mean
   * @param p50 half of them were shorter
   * @param p99 all but one in a hundred were shorter
   */
  public record Millis(double mean, double p50, double p99) {

    private static final double NANOS = Duration.ofMillis(1).toNanos();

    static Millis of(HistogramSnapshot nanos) {
      return new Millis(
          nanos.mean() / NANOS, nanos.percentile(0.5) / NANOS, nanos.percentile(0.99) / NANOS);
    }
  }

  /**
   * A job.
   *
   * @param id its id
   * @param name what it does
   * @param owner id of the connection it belongs to, null if to none
   * @param state its state
   * @param inStateMillis time since it came into this state
   * @param thread name of the thread that runs it, null while it waits
   */
  public record Item(
      long id,
      String name,
      @Nullable Long owner,
      JobState state,
      long inStateMillis,
      @Nullable String thread) {

    static Item of(JobSnapshot job) {
      return new Item(
          job.id(),
          job.name(),
          job.owner(),
          job.state(),
          Duration.ofNanos(job.inStateNanos()).toMillis(),
          job.thread());
    }
  }

  static JobsDescriptor of(JobQueueSnapshot snapshot, JobQueue queue) {
    return new JobsDescriptor(
        snapshot.workers(),
        snapshot.running(),
        snapshot.queued(),
        snapshot.capacity(),
        snapshot.stuck(),
        snapshot.counters(),
        Millis.of(snapshot.waitNanos()),
        Millis.of(snapshot.runNanos()),
        queue.jobs(0, MOST_JOBS).stream().map(Item::of).toList());
  }
}
