package io.iocp.completion.uring.ring;

/**
 * The identity of a request, as it travels through the kernel in {@code user_data}:
 *
 * <pre>
 *   63      56 55                            24 23                    0
 *   ├─ request ─┼───────── generation ──────────┼───────── slot ────────┤
 * </pre>
 *
 * <p>The slot says which socket of the worker; the generation counts how often the slot was given
 * away, so that a completion for an earlier tenant is recognised. A socket has at most one request
 * of a kind in flight (of cancels there may be several, which are alike).
 */
public final class UserData {

  /** Sockets one worker can have. */
  public static final int MAXIMUM_SLOTS = 1 << 24;

  private static final int GENERATION_SHIFT = 24;
  private static final int REQUEST_SHIFT = 56;

  private UserData() {}

  public static long of(Request request, int slot, int generation) {
    return ((long) request.ordinal() << REQUEST_SHIFT)
        | (Integer.toUnsignedLong(generation) << GENERATION_SHIFT)
        | slot;
  }

  public static Request request(long userData) {
    return Request.of((int) (userData >>> REQUEST_SHIFT));
  }

  public static int slot(long userData) {
    return (int) userData & (MAXIMUM_SLOTS - 1);
  }

  public static int generation(long userData) {
    return (int) (userData >>> GENERATION_SHIFT);
  }
}
