package io.iocp.streaming.access;

import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A handler whose sessions begin with a {@link Grant}, which they find attached, and end with it.
 */
final class GuardedHandler implements WsHandler {

  private final WsHandler handler;
  private final RunningSessions sessions;
  private final Map<Long, RunningSession> running = new ConcurrentHashMap<>();

  GuardedHandler(WsHandler handler, RunningSessions sessions) {
    this.handler = handler;
    this.sessions = sessions;
  }

  @Override
  public boolean leavesLast() {
    return handler.leavesLast();
  }

  @Override
  public void onOpen(WsSession session) {
    Grant grant = (Grant) session.attachment();
    session.attach(null);
    if (grant == null) {
      throw new IllegalStateException("a session without a decision");
    }
    RunningSessions.Begun begun =
        sessions.begin(
            session.id(),
            grant,
            (code, reason) -> session.closeWithoutBacklog(new WsClose(code, reason)));
    if (begun instanceof RunningSessions.NoPlace noPlace) {
      session.close(new WsClose(CloseCode.TRY_AGAIN_LATER, noPlace.reason()));
      return;
    }
    running.put(session.id(), (RunningSession) begun);
    handler.onOpen(session);
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    // One that found no place has nothing attached: the handlers ignore what it sends.
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
    RunningSession ended = running.remove(session.id());
    if (ended != null) {
      try {
        handler.onClose(session, status);
      } finally {
        ended.close();
      }
    }
  }
}
