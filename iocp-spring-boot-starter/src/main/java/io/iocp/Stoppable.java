package io.iocp;

import java.time.Duration;

/** What stops within a grace time, and answers whether it did. */
@FunctionalInterface
interface Stoppable {

  boolean stop(Duration grace) throws InterruptedException;

  /** Stops it, also for a caller who is interrupted: at once then, and it stays interrupted. */
  static boolean end(Stoppable part, Duration grace) {
    try {
      return part.stop(grace);
    } catch (InterruptedException e) {
      // The workers must exit all the same before the port can be closed below them.
      return endAtOnce(part);
    }
  }

  private static boolean endAtOnce(Stoppable part) {
    try {
      return part.stop(Duration.ZERO);
    } catch (InterruptedException e) {
      return false;
    } finally {
      Thread.currentThread().interrupt();
    }
  }
}
