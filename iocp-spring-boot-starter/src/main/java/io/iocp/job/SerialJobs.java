package io.iocp.job;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that run one at a time, in the order in which they were accepted, on whichever workers: what
 * a connection needs whose handler may block. Made by {@link JobQueue#serial}.
 *
 * <p>They have a bound of their own and do not count for that of the queue: a queue that is full
 * must not stop a connection from going on. After each job the other jobs have their turn. They are
 * not cancelled when their connection closes: what was accepted runs, the news of the close
 * included.
 *
 * <p>Any thread.
 */
public final class SerialJobs {

  private final JobQueue queue;
  private final String name;
  private final long owner;
  private final int capacity;

  // Guarded by the queue's lock: what is behind the job that is ready or runs.
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  // Guarded by the queue's lock: the job that is ready or runs.
  private @Nullable Job current;

  // Written under the queue's lock.
  private volatile int size;

  SerialJobs(JobQueue queue, String name, long owner, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be positive: capacity=" + capacity);
    }
    this.queue = queue;
    this.name = name;
    this.owner = owner;
    this.capacity = capacity;
  }

  /**
   * Has the work run after what was accepted before it.
   *
   * @return {@code FULL} when as many jobs as its capacity wait or run
   */
  public SubmitOutcome submit(JobWork work) {
    return queue.submit(Job.of(name, work).ownedBy(owner), this);
  }

  /** Jobs that wait or run. */
  public int size() {
    return size;
  }

  /** Whether a submission would be answered {@code FULL}. */
  public boolean isFull() {
    return size >= capacity;
  }

  // ── under the queue's lock ────────────────────────────────────────────────────────────────────

  /** Takes a job; answers whether it is ready now. */
  boolean add(Job job) {
    boolean alone = current == null;
    if (alone) {
      current = job;
    } else {
      waiting.add(job);
    }
    countAgain();
    return alone;
  }

  /** A job has ended or was taken out; answers the job that is ready now instead, if any. */
  @Nullable Job remove(Job job) {
    boolean wasCurrent = current == job;
    if (wasCurrent) {
      current = waiting.poll();
    } else {
      waiting.remove(job);
    }
    countAgain();
    return wasCurrent ? current : null;
  }

  private void countAgain() {
    size = waiting.size() + (current == null ? 0 : 1);
  }
}
