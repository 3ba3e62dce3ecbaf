package io.iocp.websocket.spring;

import io.iocp.job.JobQueue;
import io.iocp.websocket.WebSocketHandler;
import io.iocp.websocket.WebSocketSession;
import io.iocp.websocket.protocol.CloseStatus;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/** Hands what happens to a session to the Spring handler of its own. Runs on I/O workers. */
final class SpringHandlerAdapter implements WebSocketHandler {

  private final Supplier<JobQueue> jobs;

  SpringHandlerAdapter(Supplier<JobQueue> jobs) {
    this.jobs = jobs;
  }

  private static SpringDelivery delivery(WebSocketSession session) {
    return (SpringDelivery) Objects.requireNonNull(session.attachment());
  }

  @Override
  public void onOpen(WebSocketSession session) {
    SpringSession spring = (SpringSession) Objects.requireNonNull(session.attachment());
    SpringDelivery delivery = new SpringDelivery(session, spring, jobs.get());
    session.attach(delivery);
    delivery.opened();
  }

  @Override
  public void onPiece(WebSocketSession session, MessageType type, ByteBuffer piece, boolean last) {
    delivery(session).piece(type, piece, last);
  }

  @Override
  public void onPong(WebSocketSession session, ByteBuffer payload) {
    delivery(session).pong(payload);
  }

  @Override
  public void onDrained(WebSocketSession session) {
    delivery(session).drained();
  }

  @Override
  public void onClose(WebSocketSession session, CloseStatus status) {
    delivery(session).closed(status);
  }
}
