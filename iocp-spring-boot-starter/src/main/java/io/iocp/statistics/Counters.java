package io.iocp.statistics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * One counter for each constant of an enum. Any thread.
 *
 * @param <E> what is counted
 */
public final class Counters<E extends Enum<E>> {

  private final Class<E> kind;
  private final LongAdder[] counts;

  public Counters(Class<E> kind) {
    this.kind = kind;
    this.counts = new LongAdder[kind.getEnumConstants().length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  public void increment(E counter) {
    counts[counter.ordinal()].increment();
  }

  public void add(E counter, long amount) {
    counts[counter.ordinal()].add(amount);
  }

  /** The count since the start. */
  public long count(E counter) {
    return counts[counter.ordinal()].sum();
  }

  /** All counts, zeros included. */
  public Map<E, Long> asMap() {
    Map<E, Long> all = new EnumMap<>(kind);
    for (E counter : kind.getEnumConstants()) {
      all.put(counter, count(counter));
    }
    return all;
  }
}
