package io.iocp.observation;

import java.util.concurrent.ThreadLocalRandom;

/** Chooses what is observed. Any thread. */
@FunctionalInterface
public interface Sampler {

  /** Whether the next one is observed. */
  boolean takesNext();

  /**
   * Takes a share of all, at random.
   *
   * @param rate 0 … 1
   */
  static Sampler of(double rate) {
    if (rate >= 1) {
      return () -> true;
    }
    return () -> ThreadLocalRandom.current().nextDouble() < rate;
  }
}
