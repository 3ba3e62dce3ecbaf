package io.iocp.packet.protocol;

import java.nio.ByteBuffer;

/**
 * Takes what a {@link PacketReader} finds, in the order of the wire. Called inside {@link
 * PacketReader#read}, by its thread; must not throw.
 *
 * <p>Buffers are the reader's input itself, between position and limit, and lent for the call only.
 */
public interface PacketSink {

  /** Answer of {@link #maximumBytes}: packets of this type are not taken at all. */
  long UNKNOWN_TYPE = -1;

  /**
   * Asked when a header is complete.
   *
   * @param type 0 … {@link PacketHeader#MAX_APPLICATION_TYPE}
   * @return the largest payload that is taken of this type, or {@link #UNKNOWN_TYPE}
   */
  long maximumBytes(int type);

  /**
   * A piece of a packet, cut anywhere. Only the piece of an empty packet is empty.
   *
   * @param remainingBytes what of the packet follows after this piece; 0 for the last one
   */
  void data(int type, ByteBuffer piece, long remainingBytes);

  /** A ping, which the pong must repeat. */
  void ping(ByteBuffer payload);

  /** A pong, asked for or not. */
  void pong(ByteBuffer payload);

  /** A close packet; with {@link PacketClose#NO_STATUS} when it was empty. Nothing follows. */
  void close(PacketClose close);
}
