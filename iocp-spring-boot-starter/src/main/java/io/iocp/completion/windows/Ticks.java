package io.iocp.completion.windows;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** What workers look at with each batch. Any thread. */
final class Ticks {

  /** Does what is due. */
  @FunctionalInterface
  interface Tick {

    /** A worker has a batch. Any worker. */
    void tick(long nowNanos);
  }

  private final Set<Tick> all = new CopyOnWriteArraySet<>();

  void add(Tick tick) {
    all.add(tick);
  }

  void remove(Tick tick) {
    all.remove(tick);
  }

  void tick(long nowNanos) {
    for (Tick tick : all) {
      tick.tick(nowNanos);
    }
  }
}
