package io.iocp.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long a test waits for what must happen. It says nothing about speed: the machine may be busy
 * with much else, and only a fault makes anybody wait so long.
 */
public final class Patience {

  /** The limit in seconds. */
  public static final long SECONDS = 60;

  /** The limit. */
  public static final Duration LIMIT = Duration.ofSeconds(SECONDS);

  private Patience() {}

  /** Awaitility with this limit instead of its own of ten seconds. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT);
  }

  /**
   * The same.
   *
   * @param what what is waited for, for the message
   */
  public static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(LIMIT);
  }
}
