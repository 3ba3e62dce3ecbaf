package io.iocp.admin.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of jobs, ordered by id, and their queue.
 *
 * @param jobs the jobs of this page
 * @param next {@code after} for the next page; null on the last page
 * @param queue their queue
 */
record JobPage(List<JobView> jobs, @Nullable Long next, Queue queue) {

  /**
   * The queue at one moment.
   *
   * @param queued number of queued jobs
   * @param capacity maximum number of queued jobs; further ones are rejected
   * @param running number of running jobs
   * @param stuck whether jobs have been queued for long and none completes
   * @param completed jobs completed since the start
   * @param failed jobs failed since the start
   * @param cancelled jobs cancelled since the start
   * @param refused jobs rejected since the start because the queue was full
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
