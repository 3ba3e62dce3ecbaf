package io.iocp.completion.simulated;

/**
 * How badly kernel and network behave. Chances are per mille of the occasions.
 *
 * @param latencyNanos longest delay of a piece on the wire, and of a completion on its way home;
 *     completions of different channels overtake each other within it
 * @param cuts chance that the wire or a receive takes less than it could
 * @param shortSends chance that a send takes less than it could
 * @param failedSends chance that a send completes with {@code FAILED}
 * @param failedReceives chance that a receive flow ends {@code FAILED}
 * @param starvations chance that the engine finds no buffer though the pool has one
 * @param failedAccepts chance that an accept fails before one succeeds
 * @param sendBytes capacity of a socket's send buffer
 * @param receiveBytes capacity of a socket's receive buffer
 */
public record Faults(
    long latencyNanos,
    int cuts,
    int shortSends,
    int failedSends,
    int failedReceives,
    int starvations,
    int failedAccepts,
    int sendBytes,
    int receiveBytes) {

  /** Delays and cuts, but nothing fails. */
  public static final Faults NONE = new Faults(50_000, 100, 0, 0, 0, 0, 0, 64 << 10, 64 << 10);
}
