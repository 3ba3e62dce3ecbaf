package io.iocp.websocket.spring;

import io.iocp.buffer.MessageAccumulator;
import io.iocp.job.JobQueue;
import io.iocp.job.JobWork;
import io.iocp.job.SerialJobs;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;

/**
 * What happens to one session, on its way to a Spring handler that may block: as jobs, one at a
 * time and in order. While the handler is behind, nothing is read from the client.
 *
 * <p>Methods run in the session's context, unless they say otherwise.
 */
final class SpringDelivery {

  private static final Logger logger = LoggerFactory.getLogger(SpringDelivery.class);

  // Messages that wait before reading pauses, and at which it goes on.
  private static final int PAUSE_AT = 16;
  private static final int RESUME_AT = 8;
  // The news that a session has opened, is closing and has closed always fits.
  private static final int CAPACITY = PAUSE_AT + 4;

  private final WsSession session;
  private final SpringSession spring;
  private final WebSocketHandler handler;
  private final HandlerContext context;
  private final SerialJobs jobs;
  private final AtomicBoolean paused = new AtomicBoolean();
  private final MessageAccumulator whole;
  private final InboundText text = new InboundText();
  private boolean tooLarge;

  SpringDelivery(WsSession session, SpringSession spring, JobQueue queue, HandlerContext context) {
    this.session = session;
    this.spring = spring;
    this.handler = spring.handler();
    this.context = context;
    this.whole = session.pieces();
    this.jobs = queue.serial("websocket " + session.path(), session.id(), CAPACITY);
  }

  void opened() {
    spring.opened(session);
    submit(() -> handler.afterConnectionEstablished(spring));
  }

  void piece(MessageType type, ByteBuffer piece, boolean last) {
    if (tooLarge) {
      return;
    }
    if (handler.supportsPartialMessages()) {
      deliver(part(type, piece, last));
      return;
    }
    boolean isText = type == MessageType.TEXT;
    int limit = isText ? spring.getTextMessageSizeLimit() : spring.getBinaryMessageSizeLimit();
    if (whole.length() + (long) piece.remaining() > limit) {
      tooLarge = true;
      whole.clear();
      session.close(new WsClose(CloseCode.MESSAGE_TOO_BIG, "larger than " + limit + " bytes"));
      return;
    }
    whole.add(piece);
    if (last) {
      ByteBuffer message = whole.take();
      deliver(
          isText
              ? new TextMessage(StandardCharsets.UTF_8.decode(message))
              : new BinaryMessage(message));
    }
  }

  private WebSocketMessage<?> part(MessageType type, ByteBuffer piece, boolean last) {
    if (type == MessageType.TEXT) {
      return new TextMessage(text.next(piece, last), last);
    }
    return new BinaryMessage(copy(piece), last);
  }

  void pong(ByteBuffer payload) {
    // Nobody waits for it: when the handler is behind it does without.
    if (jobs.size() < PAUSE_AT) {
      deliver(new PongMessage(copy(payload)));
    }
  }

  void drained() {
    spring.wakeSenders();
  }

  /** The client ends the session: the handler answers what came before that first. */
  void closing(Runnable answer) {
    if (!jobs.submit(answer::run).isAccepted()) {
      answer.run();
    }
  }

  void closed(WsClose status) {
    spring.ended();
    if (status.code() == CloseCode.ABNORMAL) {
      submit(
          () -> handler.handleTransportError(spring, new IOException("the connection was lost")));
    }
    submit(
        () ->
            handler.afterConnectionClosed(spring, new CloseStatus(status.code(), status.reason())));
  }

  private void deliver(WebSocketMessage<?> message) {
    submit(
        () -> {
          handler.handleMessage(spring, message);
          resumeWhenCaughtUp();
        });
    if (jobs.size() >= PAUSE_AT) {
      paused.set(true);
      session.pause();
      // The handler may have caught up before it could know of the pause.
      resumeWhenCaughtUp();
    }
  }

  /** Any thread. */
  private void resumeWhenCaughtUp() {
    if (jobs.size() <= RESUME_AT && paused.compareAndSet(true, false)) {
      session.resume();
    }
  }

  private void submit(JobWork call) {
    if (!jobs.submit(context.around(spring.getPrincipal(), call)).isAccepted()) {
      // The queue has stopped, and the application with it.
      logger.warn("Session {} continues without its handler", session.id());
    }
  }

  private static ByteBuffer copy(ByteBuffer lent) {
    ByteBuffer copy = ByteBuffer.allocate(lent.remaining());
    return copy.put(lent).flip();
  }
}
