package io.iocp;

import io.iocp.job.BlockingOptions;
import io.iocp.job.JobQueue;
import io.iocp.job.JobQueueOptions;
import io.iocp.job.JobQueueSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a transport has done on threads that may block: jobs, and the handlers of those who need
 * such threads, so that neither waits for the other. Any thread.
 */
final class TransportWork {

  private final JobQueueOptions options;
  private final BlockingOptions blocking;
  private final LongSupplier nanoClock;
  private final JobQueue jobs;
  // Guarded by this: nobody may need it.
  private @Nullable JobQueue handlers;
  private boolean stopped;

  TransportWork(JobQueueOptions options, BlockingOptions blocking, LongSupplier nanoClock) {
    this.options = options;
    this.blocking = blocking;
    this.nanoClock = nanoClock;
    this.jobs = new JobQueue(options, nanoClock);
  }

  JobQueue jobs() {
    return jobs;
  }

  synchronized JobQueue handlers() {
    JobQueue queue = handlers;
    if (queue == null) {
      queue =
          new JobQueue(
              "iocp-handler",
              blocking.light(),
              // These jobs are handshakes and messages, which are observed as such.
              blocking.queue(options.stuckAfter(), work -> options.context().capture(work)),
              nanoClock);
      handlers = queue;
      if (stopped) {
        Stoppable.end(queue::stop, Duration.ZERO);
      }
    }
    return queue;
  }

  /** The connection has gone: nobody waits for what belongs to it. */
  void gone(long connectionId) {
    jobs.cancelOwnedBy(connectionId);
    JobQueue queue = startedHandlers();
    if (queue != null) {
      queue.cancelOwnedBy(connectionId);
    }
  }

  /** Figures of the handlers' queue; empty as long as nobody has asked for it. */
  Optional<JobQueueSnapshot> handlerFigures() {
    return Optional.ofNullable(startedHandlers()).map(JobQueue::snapshot);
  }

  private synchronized @Nullable JobQueue startedHandlers() {
    return handlers;
  }

  private synchronized @Nullable JobQueue stoppedHandlers(boolean now) {
    stopped = now;
    return handlers;
  }

  /**
   * Does what was accepted, handlers first, or drops it.
   *
   * @return whether every worker has exited
   */
  boolean stop(Duration grace) {
    JobQueue queue = stoppedHandlers(true);
    boolean ended = queue == null || Stoppable.end(queue::stop, grace);
    return Stoppable.end(jobs::stop, grace) && ended;
  }

  void restart() {
    JobQueue queue = stoppedHandlers(false);
    if (queue != null) {
      queue.restart();
    }
    jobs.restart();
  }
}
