package io.iocp.job;

import java.time.Duration;

/**
 * What a job queue is started with.
 *
 * @param workers threads that run jobs, 1 … 1,024
 * @param capacity jobs that may wait, those of {@link SerialJobs} not counted
 * @param stuckAfter time after which a queue counts as stuck in which jobs wait and none ends
 * @param context what goes with a job from its submitter to its worker
 */
public record JobQueueOptions(int workers, int capacity, Duration stuckAfter, JobContext context) {

  /** Most workers. */
  public static final int MAXIMUM_WORKERS = 1024;

  /** 4 workers, 1,000 waiting jobs, stuck after a minute, with the logger's context. */
  public static final JobQueueOptions DEFAULTS =
      new JobQueueOptions(4, 1000, Duration.ofMinutes(1), JobContext.LOGGING);

  public JobQueueOptions {
    requireWorkers(workers);
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be positive: capacity=" + capacity);
    }
    if (stuckAfter.isNegative() || stuckAfter.isZero()) {
      throw new IllegalArgumentException("stuckAfter must be positive: stuckAfter=" + stuckAfter);
    }
  }

  /** The same with something else that goes with a job. */
  public JobQueueOptions withContext(JobContext other) {
    return new JobQueueOptions(workers, capacity, stuckAfter, other);
  }

  static void requireWorkers(int workers) {
    if (workers < 1 || workers > MAXIMUM_WORKERS) {
      throw new IllegalArgumentException(
          "workers must be 1 to " + MAXIMUM_WORKERS + ": workers=" + workers);
    }
  }
}
