package io.iocp.admin.live;

import java.time.Duration;

/**
 * Something that must be done again and again.
 *
 * <p>Beans of this type share one thread: a tick must not block.
 */
public interface Ticking {

  /** Time from the beginning of one tick to that of the next. */
  Duration period();

  /** Does it once more. */
  void tick();
}
