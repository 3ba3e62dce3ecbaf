package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.protocol.WsClose;
import org.jspecify.annotations.Nullable;

/**
 * Whoever has a viewer move from one stream to another. Called in the context of the viewer's
 * worker.
 */
interface SubscriptionListener {

  /**
   * The first keyframe is here: media follows. Whatever gave the viewer media until now must be
   * quiet from now on.
   */
  void starts(Subscription subscription);

  /** What waited for the viewer has been discarded, because its link is too slow. */
  void fellBehind(Subscription subscription);

  /** A second has passed. */
  void ticked(Subscription subscription, long nowNanos);

  /**
   * The stream's publisher is away, or the stream has ended.
   *
   * @param end why it has ended; null while its publisher is away
   * @return whether the viewer has gone elsewhere, and must not be told
   */
  boolean lost(Subscription subscription, @Nullable WsClose end);

  /** The stream that the viewer is held to; null while it moves by itself. Any thread. */
  @Nullable StreamId pinned();

  /** Holds the viewer to this stream, or lets it move by itself again. Any thread. */
  void pin(@Nullable StreamId rendition);
}
