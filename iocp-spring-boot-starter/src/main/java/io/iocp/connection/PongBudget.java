package io.iocp.connection;

/**
 * Bounds what a peer can have us answer while it reads nothing: each answer takes a slot of its
 * own, hundreds of times what the question took.
 *
 * <p>Context only.
 */
final class PongBudget {

  /** Most answers that wait to be sent. */
  static final int MOST = 64;

  // Numbers of the latest answers, in a circle; made when the first one goes out.
  private int[] numbers = {};
  private int next;
  private int count;

  /**
   * Begins an answer, unless the one that was {@link #MOST} before it still waits.
   *
   * @param number the number it gets
   * @param sequence number of the buffer that goes out next, or does so now
   * @return whether it may be sent
   */
  boolean begin(int number, int sequence) {
    if (count == MOST && !SequenceNumbers.isBefore(numbers[next], sequence)) {
      return false;
    }
    if (count == 0) {
      numbers = new int[MOST];
    }
    numbers[next] = number;
    next = (next + 1) % MOST;
    count = Math.min(count + 1, MOST);
    return true;
  }
}
