package io.iocp.completion;

import java.util.Map;

/**
 * What a port has done since it was opened, and what it has in flight.
 *
 * @param pending operations in flight by kind
 * @param batches times a worker came back from the kernel
 * @param completions completions dispatched
 * @param packets packets run
 * @param systemCalls calls into the kernel for submitting and waiting
 * @param wakeups times a sleeping worker was woken for a packet
 * @param shortSends sends of which the kernel took only a part
 * @param starvations times data was waiting and the pool had no buffer
 * @param overflows times the kernel had to keep completions aside because its queue was full
 * @param lateCompletions completions of something that is gone; any but 0 is a bug in the engine
 */
public record PortStatistics(
    Map<OperationKind, Integer> pending,
    long batches,
    long completions,
    long packets,
    long systemCalls,
    long wakeups,
    long shortSends,
    long starvations,
    long overflows,
    long lateCompletions) {

  public PortStatistics {
    pending = Map.copyOf(pending);
  }

  /** Operations of all kinds in flight. */
  public int pendingTotal() {
    return pending.values().stream().mapToInt(Integer::intValue).sum();
  }
}
