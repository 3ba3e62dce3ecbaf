package io.iocp.admin.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of jobs, ordered by id, and the queue that they are in.
 *
 * @param jobs the part
 * @param next the {@code after} of the following part; null if this is the last
 * @param queue the queue
 */
record JobPage(List<JobView> jobs, @Nullable Long next, Queue queue) {

  /**
   * The queue at one moment.
   *
   * @param queued jobs that wait
   * @param capacity jobs that may wait; further ones are refused
   * @param running jobs that are being done
   * @param stuck whether jobs have waited for long and none has ended
   * @param completed jobs that were done since the start
   * @param failed jobs that failed since the start
   * @param cancelled jobs that were cancelled since the start
   * @param refused jobs that were refused since the start because the queue was full
   */
  record Queue(
      int queued,
      int capacity,
      int running,
      boolean stuck,
      long completed,
      long failed,
      long cancelled,
      long refused) {}
}
