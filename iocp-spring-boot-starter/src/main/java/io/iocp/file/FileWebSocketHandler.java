package io.iocp.file;

import io.iocp.buffer.MessageAccumulator;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The exchange on WebSockets: messages are text, content is binary. */
final class FileWebSocketHandler implements WsHandler {

  private final FileExchange exchange;
  private final @Nullable String onlyName;

  /**
   * @param onlyName the one file that all sessions are about; null where their paths say which
   */
  FileWebSocketHandler(FileExchange exchange, @Nullable String onlyName) {
    this.exchange = exchange;
    this.onlyName = onlyName;
  }

  @Override
  public void onOpen(WsSession session) {
    exchange.opened(
        new WebSocketFilePeer(session),
        onlyName == null ? session.variables().get("name") : onlyName);
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
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
  private static void text(WsSession session, FileSession files, ByteBuffer piece, boolean last) {
    MessageAccumulator pieces = session.pieces();
    if (pieces.length() + piece.remaining() > FileMessages.MAX_LENGTH) {
      session.close(new WsClose(CloseCode.MESSAGE_TOO_BIG, "message too big"));
    } else if (last && pieces.isEmpty()) {
      files.message(StandardCharsets.UTF_8.decode(piece).toString());
    } else {
      pieces.add(piece);
      if (last) {
        files.message(StandardCharsets.UTF_8.decode(pieces.take()).toString());
      }
    }
  }

  @Override
  public void onDrained(WsSession session) {
    FileSession files = exchange.session(session.id());
    if (files != null) {
      files.drained();
    }
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    exchange.closed(session.id());
  }
}
