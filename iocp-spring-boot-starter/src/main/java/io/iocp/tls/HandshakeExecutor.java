package io.iocp.tls;

import io.iocp.job.Job;
import io.iocp.job.JobQueue;
import io.iocp.job.JobQueueSnapshot;
import java.time.Duration;

/** Where work is done that must not keep an I/O worker. Any thread. */
interface HandshakeExecutor {

  /** Has the work done, unless too much waits already; answers whether it will be. */
  boolean tryDo(String what, Runnable work);

  JobQueueSnapshot snapshot();

  /** Ends it; what waits is done if there is time. */
  void stop(Duration limit) throws InterruptedException;

  /** On the threads of a queue. */
  static HandshakeExecutor on(JobQueue queue) {
    return new HandshakeExecutor() {
      @Override
      public boolean tryDo(String what, Runnable work) {
        return queue.submit(Job.of(what, work::run)).isAccepted();
      }

      @Override
      public JobQueueSnapshot snapshot() {
        return queue.snapshot();
      }

      @Override
      public void stop(Duration limit) throws InterruptedException {
        queue.stop(limit);
      }
    };
  }
}
