package io.iocp.streaming.relay;

import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A viewer that comes into a stream.
 *
 * @param maxDelay how far behind it may be, or null for what is configured
 * @param listener told when it begins; null for a viewer that does not move among renditions
 * @param fromCache whether it begins with the current group of pictures, and not with the next
 */
record Newcomer(
    ViewerSession session,
    @Nullable Duration maxDelay,
    @Nullable SubscriptionListener listener,
    boolean fromCache) {

  /** One that has come for this stream alone. */
  static Newcomer toStay(ViewerSession session, @Nullable Duration maxDelay) {
    return new Newcomer(session, maxDelay, null, true);
  }

  /** Closes one that cannot come in, unless it is still a viewer of another rendition. */
  void refuse(WsClose status) {
    if (listener == null) {
      session.close(status);
    }
  }
}
