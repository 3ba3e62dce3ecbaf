package io.iocp.streaming.command;

import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A handler of which one knows how its session ended. */
final class CloseWatch implements WsHandler {

  private final WsHandler handler;
  private final CompletableFuture<WsClose> closed = new CompletableFuture<>();

  CloseWatch(WsHandler handler) {
    this.handler = handler;
  }

  /** How it ended; completed before the handler hears it. */
  CompletableFuture<WsClose> closed() {
    return closed;
  }

  @Override
  public void onOpen(WsSession session) {
    handler.onOpen(session);
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    handler.onPiece(session, type, piece, last);
  }

  @Override
  public void onPong(WsSession session, ByteBuffer payload) {
    handler.onPong(session, payload);
  }

  @Override
  public void onDrained(WsSession session) {
    handler.onDrained(session);
  }

  @Override
  public void onClosing(WsSession session, WsClose status, Runnable answer) {
    handler.onClosing(session, status, answer);
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    closed.complete(status);
    handler.onClose(session, status);
  }
}
