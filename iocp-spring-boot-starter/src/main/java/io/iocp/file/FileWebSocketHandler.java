package io.iocp.file;

import io.iocp.websocket.WebSocketHandler;
import io.iocp.websocket.WebSocketSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.CloseStatus;
import io.iocp.websocket.protocol.MessageType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The exchange on WebSockets: messages are text, content is binary. */
final class FileWebSocketHandler implements WebSocketHandler {

  private final FileExchange exchange;

  FileWebSocketHandler(FileExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void onOpen(WebSocketSession session) {
    exchange.opened(new WebSocketFilePeer(session), session.variables().get("name"));
  }

  @Override
  public void onPiece(WebSocketSession session, MessageType type, ByteBuffer piece, boolean last) {
    FileSession files = exchange.session(session.id());
    if (files == null) {
      return;
    }
    if (type == MessageType.BINARY) {
      files.content(piece, last);
    } else {
      text(session, files, piece, last);
    }
  }

  /** Text that comes in one piece, as it nearly always does, is not collected. */
  private static void text(
      WebSocketSession session, FileSession files, ByteBuffer piece, boolean last) {
    ByteArrayOutputStream collected = (ByteArrayOutputStream) session.attachment();
    int before = collected == null ? 0 : collected.size();
    if (before + piece.remaining() > FileMessages.MAX_LENGTH) {
      session.close(new CloseStatus(CloseCode.MESSAGE_TOO_BIG, "message too big"));
      return;
    }
    if (collected == null && last) {
      files.message(StandardCharsets.UTF_8.decode(piece).toString());
      return;
    }
    if (collected == null) {
      collected = new ByteArrayOutputStream();
      session.attach(collected);
    }
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    collected.writeBytes(bytes);
    if (last) {
      session.attach(null);
      files.message(collected.toString(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void onDrained(WebSocketSession session) {
    FileSession files = exchange.session(session.id());
    if (files != null) {
      files.drained();
    }
  }

  @Override
  public void onClose(WebSocketSession session, CloseStatus status) {
    exchange.closed(session.id());
  }
}
