package io.iocp.packet;

import io.iocp.buffer.MessageAccumulator;
import java.nio.ByteBuffer;

/**
 * A handler of whole packets. A packet that arrives in one piece is handed on as it lies; others
 * are assembled on the heap, which grows with what has arrived and not with what was announced.
 */
public abstract class WholePacketHandler implements PacketHandler {

  /**
   * A packet.
   *
   * @param packet its payload; lent for the call only
   */
  protected abstract void onPacket(PacketSession session, int type, ByteBuffer packet);

  @Override
  public final void onPiece(
      PacketSession session, int type, ByteBuffer piece, long remainingBytes) {
    MessageAccumulator pieces = session.pieces();
    if (remainingBytes == 0 && pieces.isEmpty()) {
      onPacket(session, type, piece);
      return;
    }
    pieces.add(piece);
    if (remainingBytes == 0) {
      onPacket(session, type, pieces.take());
    }
  }
}
