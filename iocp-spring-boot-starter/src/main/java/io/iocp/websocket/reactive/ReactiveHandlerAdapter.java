package io.iocp.websocket.reactive;

import io.iocp.buffer.MessageAccumulator;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;

/** Hands what happens to a session to a handler of WebFlux. Runs on I/O workers. */
final class ReactiveHandlerAdapter implements WsHandler {

  private final WebSocketHandler handler;
  private final SubscriberContext context;

  ReactiveHandlerAdapter(WebSocketHandler handler, SubscriberContext context) {
    this.handler = handler;
    this.context = context;
  }

  private static ReactiveCall call(WsSession session) {
    return (ReactiveCall) Objects.requireNonNull(session.attachment());
  }

  @Override
  public void onOpen(WsSession session) {
    HandshakeInfo info = (HandshakeInfo) Objects.requireNonNull(session.attachment());
    ReactiveCall call = new ReactiveCall(session, new ReactiveSession(session, info));
    session.attach(call);
    call.begin(handler, context);
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    MessageAccumulator pieces = session.pieces();
    pieces.add(piece);
    if (last) {
      call(session).session().message(type, pieces.take());
    }
  }

  /** Empty ones answer the transport's own pings, and are not the handler's. */
  @Override
  public void onPong(WsSession session, ByteBuffer payload) {
    if (!payload.hasRemaining()) {
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
    call(session).session().pong(copy.put(payload).flip());
  }

  @Override
  public void onDrained(WsSession session) {
    call(session).session().drained();
  }

  @Override
  public void onClosing(WsSession session, WsClose status, Runnable answer) {
    call(session).closing(answer);
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    call(session).session().closed(status);
  }
}
