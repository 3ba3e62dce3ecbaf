package io.iocp.completion.simulated;

import io.iocp.completion.Operation;
import java.io.IOException;

/** What a channel sends: gives its bytes to the socket, some at a time. */
abstract class Outgoing {

  private long takenBytes;
  private boolean ended;

  abstract Operation operation();

  /**
   * Gives the socket up to that many of the bytes that are left.
   *
   * @return how many it took, or {@link SimulatedSocket#BROKEN}
   */
  abstract int write(SimulatedSocket socket, int most) throws IOException;

  /** Bytes that are left. */
  abstract long remaining();

  /** Whether a file ended before its range did. */
  boolean isTruncated() {
    return false;
  }

  /** Whether it completes only when all of it was taken. */
  abstract boolean isWhole();

  final void took(int bytes) {
    takenBytes += bytes;
  }

  final long takenBytes() {
    return takenBytes;
  }

  /** It is on its way home. */
  final void end() {
    ended = true;
  }

  final boolean hasEnded() {
    return ended;
  }
}
