package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;

/**
 * Takes what a {@link FrameReader} finds, in the order of the wire. Called inside {@link
 * FrameReader#read}, by its thread; must not throw.
 *
 * <p>Every buffer handed over is between its position and its limit the unmasked payload, and is
 * lent for the call only. Usually it is the reader's input itself: what is to be kept is copied, or
 * sliced when the input's memory is known to live on. Position and limit may be moved freely.
 */
public interface FrameSink {
  /**
   * A piece of a text or binary message. A message is one or more pieces, cut anywhere, also inside
   * a code point of a text; control frames may come between them. Only the last piece may be empty.
   *
   * @param first whether this is the first piece of its message
   * @param last whether this is the last piece of its message
   */
  void data(MessageType type, ByteBuffer piece, boolean first, boolean last);

  /** A ping with its application data, at most 125 bytes, which the pong must repeat. */
  void ping(ByteBuffer payload);

  /** A pong, asked for or not, at most 125 bytes. */
  void pong(ByteBuffer payload);

  /** A valid close frame; {@link WsClose#NO_STATUS} when it was empty. Nothing follows. */
  void close(WsClose status);
}
