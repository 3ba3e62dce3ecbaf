package io.iocp.job;

import io.iocp.statistics.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue for heavy work, and the workers that do it: named platform threads whose number
 * can be changed while they run. First in, first out. Nothing that was accepted is lost: it runs,
 * or is cancelled, or is dropped when the queue stops, and each is counted.
 *
 * <p>Any thread. Submitting never waits for a job.
 */
public final class JobQueue {

  private static final Logger logger = LoggerFactory.getLogger(JobQueue.class);

  // How long a job that was interrupted gets to end when the queue stops.
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final JobQueueOptions options;
  private final LongSupplier nanoClock;
  private final Histogram waitNanos = new Histogram();
  private final Histogram runNanos = new Histogram();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();
  private final Condition ended = lock.newCondition();
  // Guarded by lock, all of the following.
  private final WorkerThreads threads;
  private final AcceptedJobs jobs = new AcceptedJobs();
  private final long[] counts = new long[JobCounter.values().length];
  private int workers;
  private long lastId;
  private long lastEndNanos;
  private boolean closed;

  /**
   * Starts the workers, as threads {@code iocp-job-0} and so on.
   *
   * @param nanoClock monotonic time
   */
  public JobQueue(JobQueueOptions options, LongSupplier nanoClock) {
    this("iocp-job", options, nanoClock);
  }

  /**
   * Starts the workers of a queue for one purpose.
   *
   * @param threadName what its threads are called, before a hyphen and their number
   * @param nanoClock monotonic time
   */
  public JobQueue(String threadName, JobQueueOptions options, LongSupplier nanoClock) {
    this(threadName, null, options, nanoClock);
  }

  /**
   * Starts the workers of a queue for one purpose on threads of a kind.
   *
   * @param threadName what its threads are called, before a hyphen and their number
   * @param threadFactory makes its threads, whose names are set here; null for platform threads
   * @param nanoClock monotonic time
   */
  public JobQueue(
      String threadName,
      @Nullable ThreadFactory threadFactory,
      JobQueueOptions options,
      LongSupplier nanoClock) {
    this.threads = new WorkerThreads(threadName, threadFactory, this::work);
    this.options = options;
    this.nanoClock = nanoClock;
    this.lastEndNanos = nanoClock.getAsLong();
    setWorkers(options.workers());
  }

  /**
   * Has the job run when its turn has come.
   *
   * @throws IllegalStateException when it was submitted before and accepted
   */
  public SubmitOutcome submit(Job job) {
    return submit(job, null);
  }

  /**
   * Jobs that run one at a time and in order.
   *
   * @param name what they do, for lists and logs
   * @param owner id of the connection they belong to, or {@link Job#NO_OWNER}
   * @param capacity most of them that may wait or run
   */
  public SerialJobs serial(String name, long owner, int capacity) {
    return new SerialJobs(this, name, owner, capacity);
  }

  SubmitOutcome submit(Job job, @Nullable SerialJobs lane) {
    lock.lock();
    try {
      if (job.state() != JobState.NEW) {
        throw new IllegalStateException("already submitted: job=" + job.name());
      }
      if (closed) {
        increment(JobCounter.REFUSED_CLOSED);
        return SubmitOutcome.CLOSED;
      }
      if (lane == null ? jobs.waiting() >= options.capacity() : lane.isFull()) {
        increment(JobCounter.REFUSED_FULL);
        return SubmitOutcome.FULL;
      }
      job.accepted(++lastId, options.context(), lane, nanoClock.getAsLong());
      increment(JobCounter.ACCEPTED);
      wakeFor(jobs.add(job));
      return SubmitOutcome.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  private void wakeFor(boolean oneMoreReady) {
    if (oneMoreReady) {
      ready.signal();
    }
  }

  /** The number of workers, as set. */
  public int workers() {
    lock.lock();
    try {
      return workers;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds or removes workers. One that is removed ends the job it is at first.
   *
   * @param number 1 … {@link JobQueueOptions#MAXIMUM_WORKERS}
   * @throws IllegalArgumentException when it is none of these
   */
  public void setWorkers(int number) {
    JobQueueOptions.requireWorkers(number);
    lock.lock();
    try {
      workers = number;
      if (!closed) {
        threads.start(number);
      }
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Cancels a job: one that waits is taken out, one that runs is interrupted and counts as
   * cancelled when it ends.
   *
   * @return whether there was such a job
   */
  public boolean cancel(long id) {
    Job job;
    lock.lock();
    try {
      job = jobs.find(id);
      if (job == null) {
        return false;
      }
      if (!cancelLocked(job)) {
        return true;
      }
    } finally {
      lock.unlock();
    }
    notifyEnded(job);
    return true;
  }

  /**
   * Cancels the jobs of a connection, those of {@link SerialJobs} excepted.
   *
   * @return how many there were
   */
  public int cancelOwnedBy(long owner) {
    List<Job> owned;
    List<Job> takenOut = new ArrayList<>();
    lock.lock();
    try {
      owned = jobs.ownedBy(owner);
      for (Job job : owned) {
        if (cancelLocked(job)) {
          takenOut.add(job);
        }
      }
    } finally {
      lock.unlock();
    }
    takenOut.forEach(JobQueue::notifyEnded);
    return owned.size();
  }

  /** Answers whether the job has ended by this. */
  private boolean cancelLocked(Job job) {
    if (job.state() == JobState.RUNNING) {
      job.interrupt();
      return false;
    }
    takeOut(job, JobState.CANCELLED);
    return true;
  }

  /**
   * A page of the jobs that run or wait, in order of their ids.
   *
   * @param afterId only jobs with a larger id; 0 for the first page
   * @param limit most jobs to answer with
   */
  public List<JobSnapshot> jobs(long afterId, int limit) {
    lock.lock();
    try {
      long now = nanoClock.getAsLong();
      return jobs.after(afterId).limit(limit).map(job -> job.snapshot(now)).toList();
    } finally {
      lock.unlock();
    }
  }

  /** One job that runs or waits. */
  public Optional<JobSnapshot> job(long id) {
    lock.lock();
    try {
      return Optional.ofNullable(jobs.find(id)).map(job -> job.snapshot(nanoClock.getAsLong()));
    } finally {
      lock.unlock();
    }
  }

  /** How often this has happened. */
  public long count(JobCounter counter) {
    lock.lock();
    try {
      return counts[counter.ordinal()];
    } finally {
      lock.unlock();
    }
  }

  /** All figures of this moment. */
  public JobQueueSnapshot snapshot() {
    lock.lock();
    try {
      Map<JobCounter, Long> counters = new EnumMap<>(JobCounter.class);
      for (JobCounter counter : JobCounter.values()) {
        counters.put(counter, counts[counter.ordinal()]);
      }
      return new JobQueueSnapshot(
          workers,
          jobs.running(),
          jobs.size() - jobs.running(),
          options.capacity(),
          isStuck(),
          counters,
          waitNanos.snapshot(),
          runNanos.snapshot());
    } finally {
      lock.unlock();
    }
  }

  private boolean isStuck() {
    // The first has waited for longest.
    Job first = jobs.firstReady();
    if (first == null) {
      return false;
    }
    long now = nanoClock.getAsLong();
    long longest = options.stuckAfter().toNanos();
    return now - lastEndNanos >= longest && now - first.inStateSinceNanos() >= longest;
  }

  /**
   * Stops: nothing more is accepted, what was accepted is done within the grace time or dropped,
   * the workers exit. A job that is still running then is interrupted. Further calls wait likewise.
   *
   * @return whether every worker has exited
   */
  public boolean stop(Duration grace) throws InterruptedException {
    List<Job> takenOut = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      ready.signalAll();
      awaitNoJobs(grace);
      drop(takenOut);
    } finally {
      lock.unlock();
    }
    takenOut.forEach(JobQueue::notifyEnded);
    return awaitWorkers();
  }

  /** Takes jobs again after a stop, with as many workers as before. */
  public void restart() {
    lock.lock();
    try {
      if (closed) {
        closed = false;
        lastEndNanos = nanoClock.getAsLong();
        setWorkers(workers);
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitNoJobs(Duration grace) throws InterruptedException {
    // Saturates: a time that means "for ever" is no reason to fail.
    long left = TimeUnit.NANOSECONDS.convert(grace);
    while (!jobs.isEmpty() && left > 0) {
      left = ended.awaitNanos(left);
    }
  }

  private void drop(List<Job> takenOut) {
    if (!jobs.isEmpty()) {
      logger.warn("Dropping {} jobs that did not complete in time", jobs.size());
    }
    for (Job job : jobs.all()) {
      if (job.state() == JobState.QUEUED) {
        takeOut(job, JobState.DROPPED);
        takenOut.add(job);
      } else if (job.drop()) {
        increment(JobCounter.DROPPED);
      }
    }
  }

  private boolean awaitWorkers() throws InterruptedException {
    lock.lock();
    try {
      long left = LAST_WORDS.toNanos();
      while (threads.areAny() && left > 0) {
        left = ended.awaitNanos(left);
      }
      return !threads.areAny();
    } finally {
      lock.unlock();
    }
  }

  // ── under the lock ────────────────────────────────────────────────────────────────────────────

  private void increment(JobCounter counter) {
    counts[counter.ordinal()]++;
  }

  /** Ends a job that has not begun. */
  private void takeOut(Job job, JobState last) {
    job.end(last, nanoClock.getAsLong());
    increment(last == JobState.DROPPED ? JobCounter.DROPPED : JobCounter.CANCELLED);
    wakeFor(jobs.takeOut(job));
    ended.signalAll();
  }

  // ── workers ───────────────────────────────────────────────────────────────────────────────────

  private void work(int index) {
    for (Job job = take(index); job != null; job = take(index)) {
      finish(job, job.run());
    }
  }

  /** Waits for a job and begins it; null when this worker has to go. */
  private @Nullable Job take(int index) {
    lock.lock();
    try {
      while (index < workers) {
        Job job = jobs.firstReady();
        if (job != null) {
          begin(job);
          return job;
        }
        if (closed) {
          break;
        }
        ready.awaitUninterruptibly();
      }
      threads.ends(index);
      // Whoever was to be woken for a job, if it was this one.
      ready.signal();
      ended.signalAll();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void begin(Job job) {
    jobs.begun(job);
    waitNanos.record(job.begun(nanoClock.getAsLong()));
  }

  private void finish(Job job, @Nullable Throwable failure) {
    JobState last;
    lock.lock();
    try {
      // Under the lock nobody interrupts: what comes next is not meant.
      Thread.interrupted();
      long now = nanoClock.getAsLong();
      last = job.lastState(failure != null);
      switch (last) {
        case COMPLETED -> increment(JobCounter.COMPLETED);
        case FAILED -> increment(JobCounter.FAILED);
        case CANCELLED -> increment(JobCounter.CANCELLED);
        default -> {} // Dropped: counted when it was.
      }
      lastEndNanos = now;
      runNanos.record(job.end(last, now));
      wakeFor(jobs.ended(job));
      ended.signalAll();
    } finally {
      lock.unlock();
    }
    if (last == JobState.FAILED) {
      logger.error("Job {} ({}) failed", job.id(), job.name(), failure);
    }
    notifyEnded(job);
  }

  private static void notifyEnded(Job job) {
    try {
      job.notifyEnded();
    } catch (Throwable e) {
      logger.error("Completion callback failed for job {} ({})", job.id(), job.name(), e);
    }
  }
}
