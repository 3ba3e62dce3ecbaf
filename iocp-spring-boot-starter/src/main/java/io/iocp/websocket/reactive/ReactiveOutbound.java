package io.iocp.websocket.reactive;

import io.iocp.connection.SendOutcome;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Sends what a publisher has, as far as the session's queue has room: it asks for one message, and
 * for the next when that one has been queued. When the session has ended the publisher is
 * cancelled, and sending is complete: nothing has failed.
 *
 * <p>Any thread may call any method.
 */
final class ReactiveOutbound extends BaseSubscriber<WebSocketMessage> {

  // Nobody says when there are buffers again, so it is tried now and then.
  private static final Duration RETRY = Duration.ofMillis(50);

  private final WsSession session;
  private final MonoSink<Void> result;
  // Above zero while somebody is at work; whoever comes meanwhile leaves it to him.
  private final AtomicInteger visits = new AtomicInteger();
  private volatile @Nullable Frame waiting;
  private volatile boolean done;
  private volatile @Nullable Throwable failure;

  ReactiveOutbound(WsSession session, MonoSink<Void> result) {
    this.session = session;
    this.result = result;
  }

  /** A message, out of whatever memory it was in. */
  private record Frame(WebSocketMessage.Type type, ByteBuffer payload) {

    static Frame of(WebSocketMessage message) {
      DataBuffer buffer = message.getPayload();
      byte[] bytes = new byte[buffer.readableByteCount()];
      buffer.read(bytes);
      DataBufferUtils.release(buffer);
      return new Frame(message.getType(), ByteBuffer.wrap(bytes));
    }

    SendOutcome offerTo(WsSession session) {
      return switch (type) {
        case TEXT -> session.sendPart(MessageType.TEXT, payload, true, true);
        case BINARY -> session.sendBinary(payload);
        case PING -> session.sendPing(payload);
        case PONG -> session.sendPong(payload);
      };
    }
  }

  @Override
  public Context currentContext() {
    return Context.of(result.contextView());
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(1);
  }

  @Override
  protected void hookOnNext(WebSocketMessage message) {
    waiting = Frame.of(message);
    proceed();
  }

  @Override
  protected void hookOnComplete() {
    done = true;
    proceed();
  }

  @Override
  protected void hookOnError(Throwable thrown) {
    failure = thrown;
    done = true;
    proceed();
  }

  /** There may be room, or the session may have ended. */
  void proceed() {
    if (visits.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      sendWaiting();
      if (done && waiting == null) {
        finish();
      }
      seen = visits.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendWaiting() {
    Frame frame = waiting;
    if (frame == null) {
      return;
    }
    SendOutcome outcome;
    try {
      outcome = frame.offerTo(session);
    } catch (RuntimeException e) {
      end(e);
      return;
    }
    switch (outcome) {
      case SENT, QUEUED -> {
        waiting = null;
        request(1);
      }
      case CLOSED -> end(null);
      case FULL -> {
        if (session.queuedBytes() == 0) {
          Schedulers.parallel().schedule(this::proceed, RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  /** The session has ended, whatever waits. */
  void end() {
    end(null);
  }

  private void end(@Nullable Throwable thrown) {
    cancel();
    waiting = null;
    failure = thrown;
    done = true;
    finish();
  }

  private void finish() {
    Throwable thrown = failure;
    if (thrown == null) {
      result.success();
    } else {
      result.error(thrown);
    }
  }
}
