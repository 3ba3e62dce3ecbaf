package io.iocp.http;

import java.nio.ByteBuffer;

/**
 * Handles the requests of a path. One handler serves many exchanges at once; for one exchange its
 * methods run one at a time. They run on an I/O worker and must not block. An exception is logged,
 * counted, and answered 500 if no response has been begun.
 */
public interface HttpHandler {

  /**
   * The head of a request is there. To be answered now or later; a request that is answered before
   * its body has come is refused early: the rest of the body is read for a moment, and ignored.
   */
  void onRequest(HttpExchange exchange);

  /**
   * A piece of the body, without the framing of chunks. Also of a request without a body: then
   * there is one piece, the last. Not called after the request is answered.
   *
   * @param piece between its position and its limit; lent for the call only
   * @param last whether the body ends with this piece, which is empty then
   */
  default void onBody(HttpExchange exchange, ByteBuffer piece, boolean last) {}

  /** After an offer was answered {@code FULL}: half of the send queue is free again. */
  default void onDrained(HttpExchange exchange) {}

  /**
   * Whether others live on the handler's exchanges, like viewers on a publisher: then these are the
   * last to leave when the transport is drained.
   */
  default boolean leavesLast() {
    return false;
  }

  /**
   * The last call: the connection is gone.
   *
   * @param complete whether the request had come to its end; else the client, the network or we
   *     have broken it off
   */
  default void onClosed(HttpExchange exchange, boolean complete) {}
}
