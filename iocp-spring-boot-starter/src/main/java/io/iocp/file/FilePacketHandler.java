package io.iocp.file;

import io.iocp.packet.PacketHandler;
import io.iocp.packet.PacketSession;
import io.iocp.packet.protocol.PacketClose;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The exchange on packets: one type for messages, one for content. */
final class FilePacketHandler implements PacketHandler {

  private final FileExchange exchange;
  // Messages of which a part is missing, by session: rare, and gone with their last piece.
  private final Map<Long, ByteArrayOutputStream> collecting = new ConcurrentHashMap<>();

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
    ByteArrayOutputStream collected = collecting.get(session.id());
    if (collected == null && remainingBytes == 0 && piece.remaining() <= FileMessages.MAX_LENGTH) {
      files.message(StandardCharsets.UTF_8.decode(piece).toString());
      return;
    }
    int before = collected == null ? 0 : collected.size();
    if (before + piece.remaining() + remainingBytes > FileMessages.MAX_LENGTH) {
      session.close(new PacketClose(PacketClose.PACKET_TOO_BIG, "message too big"));
      return;
    }
    if (collected == null) {
      collected = new ByteArrayOutputStream();
      collecting.put(session.id(), collected);
    }
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    collected.writeBytes(bytes);
    if (remainingBytes == 0) {
      collecting.remove(session.id());
      files.message(collected.toString(StandardCharsets.UTF_8));
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
    collecting.remove(session.id());
    exchange.closed(session.id());
  }
}
