package io.iocp.packet;

import io.iocp.packet.protocol.PacketClose;
import java.nio.ByteBuffer;

/**
 * Handles packets of some types. One handler serves many sessions at once; for one session its
 * methods run one at a time. They run on an I/O worker and must not block. An exception is logged,
 * counted, and ends the session with 1011.
 *
 * <p>This is the native interface: packets come in pieces, as they arrive, in the memory they
 * arrived in. {@link WholePacketHandler} assembles them.
 */
public interface PacketHandler {

  /** The session has begun. */
  default void onOpen(PacketSession session) {}

  /**
   * A piece of a packet. Packets do not interleave.
   *
   * @param type one of those that the handler is registered for
   * @param piece between its position and its limit; lent for the call only
   * @param remainingBytes what of the packet follows after this piece; 0 for the last one
   */
  void onPiece(PacketSession session, int type, ByteBuffer piece, long remainingBytes);

  /** After a send was answered {@code FULL}: half of the session's send queue is free again. */
  default void onDrained(PacketSession session) {}

  /**
   * The last call: the connection is gone.
   *
   * @param status what the peer said; if it said nothing what we said; 1006 if the connection just
   *     broke
   */
  default void onClose(PacketSession session, PacketClose status) {}
}
