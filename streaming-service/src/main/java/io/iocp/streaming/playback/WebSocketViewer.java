package io.iocp.streaming.playback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
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
  public void sendText(String text, long stampNanos) {
    List<SharedBuffer> message =
        OutboundMessage.of(
            session.buffers(), MessageType.TEXT, ByteBuffer.wrap(text.getBytes(UTF_8)));
    if (session.offer(message, stampNanos, true) == SendOutcome.QUEUED) {
      session.flush();
    }
    message.forEach(SharedBuffer::release);
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
