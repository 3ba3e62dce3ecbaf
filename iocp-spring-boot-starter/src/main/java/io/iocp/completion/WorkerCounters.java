package io.iocp.completion;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** What a worker has counted, or all workers of a port together. Any thread. */
public final class WorkerCounters {

  /** Times a worker came back from the kernel. */
  public final LongAdder batches = new LongAdder();

  /** Operations completed, those done at once included. */
  public final LongAdder completions = new LongAdder();

  /** Packets run. */
  public final LongAdder packets = new LongAdder();

  /** Calls into the kernel for submitting and waiting. */
  public final LongAdder systemCalls = new LongAdder();

  /** Times a worker was woken. */
  public final LongAdder wakeups = new LongAdder();

  /** Sends of which the kernel took only a part. */
  public final LongAdder shortSends = new LongAdder();

  /** Times data was waiting and the pool had no buffer. */
  public final LongAdder starvations = new LongAdder();

  /** Times the kernel was found to keep completions aside. */
  public final LongAdder overflows = new LongAdder();

  /** Completions of an operation that is not in flight, or of a socket that is gone. */
  public final LongAdder lateCompletions = new LongAdder();

  /**
   * The statistics of a port.
   *
   * @param pending operations in flight
   * @param counters of its workers
   */
  public static PortStatistics statistics(
      Map<OperationKind, Integer> pending, Collection<WorkerCounters> counters) {
    return new PortStatistics(
        pending,
        sum(counters, each -> each.batches),
        sum(counters, each -> each.completions),
        sum(counters, each -> each.packets),
        sum(counters, each -> each.systemCalls),
        sum(counters, each -> each.wakeups),
        sum(counters, each -> each.shortSends),
        sum(counters, each -> each.starvations),
        sum(counters, each -> each.overflows),
        sum(counters, each -> each.lateCompletions));
  }

  private static long sum(
      Collection<WorkerCounters> counters, Function<WorkerCounters, LongAdder> counter) {
    // Two threads may count one event up and down; the sum may be read in between.
    return Math.max(0, counters.stream().mapToLong(each -> counter.apply(each).sum()).sum());
  }
}
