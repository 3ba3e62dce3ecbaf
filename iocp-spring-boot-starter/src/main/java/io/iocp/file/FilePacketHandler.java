package io.iocp.file;

import io.iocp.buffer.MessageAccumulator;
import io.iocp.packet.PacketHandler;
import io.iocp.packet.PacketSession;
import io.iocp.packet.protocol.PacketClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The exchange on packets: one type for messages, one for content. */
final class FilePacketHandler implements PacketHandler {

  private final FileExchange exchange;

  FilePacketHandler(FileExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void onOpen(PacketSession session) {
    exchange.opened(new PacketFilePeer(session), null);
  }

  @Override
  public void onPiece(PacketSession session, int type, ByteBuffer piece, long remainingBytes) {
    FileSession files = exchange.session(session.id());
    if (files == null) {
      return;
    }
    if (type == PacketFilePeer.CONTENT) {
      files.content(piece, remainingBytes == 0);
    } else {
      message(session, files, piece, remainingBytes);
    }
  }

  private void message(
      PacketSession session, FileSession files, ByteBuffer piece, long remainingBytes) {
    MessageAccumulator pieces = session.pieces();
    if (pieces.length() + piece.remaining() + remainingBytes > FileMessages.MAX_LENGTH) {
      session.close(new PacketClose(PacketClose.PACKET_TOO_BIG, "message too big"));
    } else if (remainingBytes == 0 && pieces.isEmpty()) {
      files.message(StandardCharsets.UTF_8.decode(piece).toString());
    } else {
      pieces.add(piece);
      if (remainingBytes == 0) {
        files.message(StandardCharsets.UTF_8.decode(pieces.take()).toString());
      }
    }
  }

  @Override
  public void onDrained(PacketSession session) {
    FileSession files = exchange.session(session.id());
    if (files != null) {
      files.drained();
    }
  }

  @Override
  public void onClose(PacketSession session, PacketClose status) {
    exchange.closed(session.id());
  }
}
