package io.iocp.completion;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Operations in flight, by kind. With Java's assertions on, as in tests, a count below zero is an
 * error. Written by one serial context at a time, unless it is {@linkplain #shared() shared}; read
 * by any thread.
 */
public final class PendingOperations {

  private static final OperationKind[] KINDS = OperationKind.values();

  private final AtomicIntegerArray counts = new AtomicIntegerArray(KINDS.length);

  private final boolean shared;

  public PendingOperations() {
    this(false);
  }

  private PendingOperations(boolean shared) {
    this.shared = shared;
  }

  /** For operations of several serial contexts. */
  public static PendingOperations shared() {
    return new PendingOperations(true);
  }

  void increment(OperationKind kind) {
    add(kind, 1);
  }

  void decrement(OperationKind kind) {
    add(kind, -1);
  }

  private void add(OperationKind kind, int difference) {
    if (shared) {
      counts.getAndAdd(kind.ordinal(), difference);
    } else {
      // One writer at a time: a plain read and an ordered write are enough, and cheaper than a
      // locked instruction.
      counts.setRelease(kind.ordinal(), counts.getPlain(kind.ordinal()) + difference);
    }
    assert count(kind) >= 0 : kind + " completed more often than it was submitted";
  }

  /** Operations of this kind in flight. */
  public int count(OperationKind kind) {
    return counts.getAcquire(kind.ordinal());
  }

  /** Operations of all kinds in flight. */
  public int total() {
    int total = 0;
    for (OperationKind kind : KINDS) {
      total += count(kind);
    }
    return total;
  }

  /** All counts, zeros included. */
  public Map<OperationKind, Integer> byKind() {
    Map<OperationKind, Integer> byKind = new EnumMap<>(OperationKind.class);
    for (OperationKind kind : KINDS) {
      byKind.put(kind, count(kind));
    }
    return byKind;
  }
}
