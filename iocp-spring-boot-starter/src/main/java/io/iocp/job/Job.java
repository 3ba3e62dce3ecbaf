package io.iocp.job;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Heavy work for a {@link JobQueue}, to be submitted once.
 *
 * <p>Any thread.
 */
public final class Job {

  /** The owner of what belongs to no connection. */
  public static final long NO_OWNER = 0;

  private final String name;
  private final long owner;
  private final Consumer<JobState> ended;

  // Written under the queue's lock.
  private volatile JobState state = JobState.NEW;
  private volatile long id;

  // Only accessed under the queue's lock.
  private long inStateSinceNanos;
  private boolean cancelling;
  private boolean dropped;
  private @Nullable Thread thread;
  private @Nullable SerialJobs lane;
  private JobWork work;
  private Runnable body;

  // Only accessed by the worker that runs it.
  private @Nullable Throwable failure;

  private Job(String name, JobWork work, long owner, Consumer<JobState> ended) {
    this.name = name;
    this.work = work;
    this.owner = owner;
    this.ended = ended;
    this.body = this::work;
  }

  /**
   * A job that belongs to nobody.
   *
   * @param name what it does, for lists and logs
   */
  public static Job of(String name, JobWork work) {
    return new Job(name, work, NO_OWNER, state -> {});
  }

  /** The same job belonging to a connection: it is cancelled when the connection closes. */
  public Job ownedBy(long connectionId) {
    return new Job(name, work, connectionId, ended);
  }

  /**
   * The same job with somebody to hear how it ended, once if it was accepted: on the worker that
   * ran it, or on the thread that cancelled or dropped it. Must not block.
   */
  public Job whenEnded(Consumer<JobState> listener) {
    return new Job(name, work, owner, listener);
  }

  /** Unique in its queue, in order of acceptance; 0 before that. */
  public long id() {
    return id;
  }

  /** What it does. */
  public String name() {
    return name;
  }

  /** Id of the connection it belongs to, or {@link #NO_OWNER}. */
  public long owner() {
    return owner;
  }

  /** Its state now. */
  public JobState state() {
    return state;
  }

  // ── under the queue's lock ────────────────────────────────────────────────────────────────────

  void accepted(long newId, JobContext context, @Nullable SerialJobs serial, long nowNanos) {
    id = newId;
    work = context.observe(name, work);
    body = context.capture(this::work);
    lane = serial;
    enter(JobState.QUEUED, nowNanos);
  }

  /** Begins on the calling thread; answers how long it has waited. */
  long begun(long nowNanos) {
    long waitedNanos = nowNanos - inStateSinceNanos;
    thread = Thread.currentThread();
    enter(JobState.RUNNING, nowNanos);
    return waitedNanos;
  }

  /** Ends; answers for how long it was in its last state. */
  long end(JobState last, long nowNanos) {
    long inStateNanos = nowNanos - inStateSinceNanos;
    thread = null;
    enter(last, nowNanos);
    return inStateNanos;
  }

  private void enter(JobState next, long nowNanos) {
    state = next;
    inStateSinceNanos = nowNanos;
  }

  /** Asks a running job to end. */
  void interrupt() {
    cancelling = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** The queue gives up on a running job; answers whether it had not before. */
  boolean drop() {
    boolean first = !dropped;
    dropped = true;
    interrupt();
    return first;
  }

  /** What a job is that has just run. */
  JobState lastState(boolean failed) {
    if (dropped) {
      return JobState.DROPPED;
    }
    if (cancelling) {
      return JobState.CANCELLED;
    }
    return failed ? JobState.FAILED : JobState.COMPLETED;
  }

  @Nullable SerialJobs lane() {
    return lane;
  }

  long inStateSinceNanos() {
    return inStateSinceNanos;
  }

  JobSnapshot snapshot(long nowNanos) {
    return new JobSnapshot(
        id,
        name,
        owner == NO_OWNER ? null : owner,
        state,
        nowNanos - inStateSinceNanos,
        thread == null ? null : thread.getName(),
        cancelling);
  }

  // ── outside of it ─────────────────────────────────────────────────────────────────────────────

  /** Runs the work in its submitter's context; answers what it threw, if anything. */
  @Nullable Throwable run() {
    try {
      body.run();
    } catch (Throwable e) {
      return e;
    }
    return failure;
  }

  private void work() {
    try {
      work.run();
    } catch (Throwable e) {
      if (e instanceof OutOfMemoryError) {
        // As if the thread had died of it: an application may want to end the process then.
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
      failure = e;
    }
  }

  void notifyEnded() {
    ended.accept(state);
  }
}
