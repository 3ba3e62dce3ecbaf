package io.iocp.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;

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
    Assembly assembly = session.assembly();
    if (assembly == null && remainingBytes == 0) {
      onPacket(session, type, piece);
      return;
    }
    if (assembly == null) {
      assembly = new Assembly();
      session.assembly(assembly);
    }
    assembly.add(piece);
    if (remainingBytes == 0) {
      session.assembly(null);
      onPacket(session, type, assembly.toBuffer());
    }
  }

  /** The pieces of one packet so far; bounded by the largest packet of its type. */
  static final class Assembly {

    private static final int INITIAL_BYTES = 1024;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;

    void add(ByteBuffer piece) {
      int count = piece.remaining();
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
      }
      piece.get(bytes, length, count);
      length += count;
    }

    ByteBuffer toBuffer() {
      return ByteBuffer.wrap(bytes, 0, length);
    }
  }
}
