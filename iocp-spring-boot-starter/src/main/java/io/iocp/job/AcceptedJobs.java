package io.iocp.job;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a queue that wait or run: by their ids, by the connections they belong to, and those
 * that are ready in their order. Of {@link SerialJobs} one at a time is ready. Guarded by the
 * queue's lock.
 */
final class AcceptedJobs {

  private final LinkedHashSet<Job> ready = new LinkedHashSet<>();
  private final TreeMap<Long, Job> byId = new TreeMap<>();
  // Those of SerialJobs excepted.
  private final Map<Long, Set<Job>> byOwner = new HashMap<>();
  private int waiting;
  private int running;

  /** Takes a job; answers whether one more is ready. */
  boolean add(Job job) {
    byId.put(job.id(), job);
    SerialJobs lane = job.lane();
    if (lane == null) {
      waiting++;
      if (job.owner() != Job.NO_OWNER) {
        byOwner.computeIfAbsent(job.owner(), owner -> new HashSet<>()).add(job);
      }
    }
    return (lane == null || lane.add(job)) && ready.add(job);
  }

  /** The job that has been ready for longest, or null. */
  @Nullable Job firstReady() {
    return ready.isEmpty() ? null : ready.iterator().next();
  }

  /** A job that was ready runs from now on. */
  void begun(Job job) {
    leaveQueue(job);
    running++;
  }

  /** A job that ran has ended; answers whether one more is ready. */
  boolean ended(Job job) {
    running--;
    return forget(job);
  }

  /** A job that waited will not run; answers whether one more is ready. */
  boolean takeOut(Job job) {
    leaveQueue(job);
    return forget(job);
  }

  private void leaveQueue(Job job) {
    ready.remove(job);
    if (job.lane() == null) {
      waiting--;
    }
  }

  private boolean forget(Job job) {
    byId.remove(job.id());
    Set<Job> owned = byOwner.get(job.owner());
    if (owned != null && owned.remove(job) && owned.isEmpty()) {
      byOwner.remove(job.owner());
    }
    SerialJobs lane = job.lane();
    Job next = lane == null ? null : lane.remove(job);
    return next != null && ready.add(next);
  }

  @Nullable Job find(long id) {
    return byId.get(id);
  }

  /** Those with a larger id, in order of their ids. */
  Stream<Job> after(long id) {
    return byId.tailMap(id, false).values().stream();
  }

  List<Job> all() {
    return List.copyOf(byId.values());
  }

  List<Job> ownedBy(long owner) {
    return List.copyOf(byOwner.getOrDefault(owner, Set.of()));
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Those that wait or run. */
  int size() {
    return byId.size();
  }

  /** Those that wait and count for the queue's bound. */
  int waiting() {
    return waiting;
  }

  int running() {
    return running;
  }
}
