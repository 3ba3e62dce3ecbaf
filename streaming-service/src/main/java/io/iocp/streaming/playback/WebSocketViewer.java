package io.iocp.streaming.playback;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.WsClose;
import java.util.List;

/** A viewer that gets all messages as they are. */
final class WebSocketViewer extends SessionViewer {

  private final WsSession session;

  WebSocketViewer(WsSession session) {
    super(session);
    this.session = session;
  }

  @Override
  public long oldestUnsentNanos() {
    return session.oldestUnsentNanos();
  }

  @Override
  public long discardQueued() {
    return session.discardQueued();
  }

  @Override
  public boolean begins(StreamDescription description) {
    return true; // The text message says what it is.
  }

  @Override
  public boolean canMove() {
    return true;
  }

  @Override
  public SendOutcome offerText(List<SharedBuffer> message, long stampNanos) {
    return session.offer(message, stampNanos, false);
  }

  @Override
  public SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable) {
    return session.offer(message, stampNanos, droppable);
  }

  @Override
  public void sendText(String text) {
    session.sendText(text);
  }

  @Override
  public void flush() {
    session.flush();
  }

  @Override
  public void close(WsClose status) {
    session.close(status);
  }

  @Override
  public void closeWithoutBacklog(WsClose status) {
    session.closeWithoutBacklog(status);
  }
}
