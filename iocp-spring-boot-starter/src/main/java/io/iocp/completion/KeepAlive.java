package io.iocp.completion;

/**
 * TCP's own probes (RFC 9293, section 3.8.4): they find a peer that is gone without a word, such as
 * behind an unplugged cable, while nothing is on its way to it. Whole seconds, as the operating
 * systems count.
 *
 * @param idleSeconds silence before the first probe (TCP_KEEPIDLE); 0 for no probes
 * @param intervalSeconds time between probes (TCP_KEEPINTVL), 1 or more
 * @param probes probes without an answer after which the connection is broken (TCP_KEEPCNT), 1 or
 *     more
 */
public record KeepAlive(int idleSeconds, int intervalSeconds, int probes) {

  /** No probes. */
  public static final KeepAlive OFF = new KeepAlive(0, 1, 1);

  /** After a minute, six of them, ten seconds apart: two minutes. */
  public static final KeepAlive DEFAULTS = new KeepAlive(60, 10, 6);

  // What Linux takes, <net/tcp.h>.
  private static final int MAXIMUM_SECONDS = 32_767;
  private static final int MAXIMUM_PROBES = 127;

  public KeepAlive {
    require("idleSeconds", idleSeconds, 0, MAXIMUM_SECONDS);
    require("intervalSeconds", intervalSeconds, 1, MAXIMUM_SECONDS);
    require("probes", probes, 1, MAXIMUM_PROBES);
  }

  /** Whether there are probes. */
  public boolean isOn() {
    return idleSeconds > 0;
  }

  private static void require(String name, int value, int minimum, int maximum) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(
          name + " must be " + minimum + " to " + maximum + ": " + name + "=" + value);
    }
  }
}
