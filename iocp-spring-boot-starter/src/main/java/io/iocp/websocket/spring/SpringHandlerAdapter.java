package io.iocp.websocket.spring;

import io.iocp.job.JobQueue;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/** Hands what happens to a session to the Spring handler of its own. Runs on I/O workers. */
final class SpringHandlerAdapter implements WsHandler {

  private final Supplier<JobQueue> jobs;
  private final HandlerContext context;

  SpringHandlerAdapter(Supplier<JobQueue> jobs, HandlerContext context) {
    this.jobs = jobs;
    this.context = context;
  }

  private static SpringDelivery delivery(WsSession session) {
    return (SpringDelivery) Objects.requireNonNull(session.attachment());
  }

  @Override
  public void onOpen(WsSession session) {
    SpringSession spring = (SpringSession) Objects.requireNonNull(session.attachment());
    SpringDelivery delivery = new SpringDelivery(session, spring, jobs.get(), context);
    session.attach(delivery);
    delivery.opened();
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    delivery(session).piece(type, piece, last);
  }

  @Override
  public boolean observesMessages() {
    return true;
  }

  @Override
  public void onPong(WsSession session, ByteBuffer payload) {
    delivery(session).pong(payload);
  }

  @Override
  public void onDrained(WsSession session) {
    delivery(session).drained();
  }

  @Override
  public void onClosing(WsSession session, WsClose status, Runnable answer) {
    delivery(session).closing(answer);
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    delivery(session).closed(status);
  }
}
