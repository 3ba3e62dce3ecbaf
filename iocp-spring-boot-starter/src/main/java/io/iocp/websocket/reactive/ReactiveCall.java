package io.iocp.websocket.reactive;

import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The handler's call for one session: when it is complete the session ends with 1000, and when it
 * fails with 1011. A client that ends the session first waits for it a moment, so that what it sent
 * last is still answered.
 */
final class ReactiveCall {

  private static final Logger logger = LoggerFactory.getLogger(ReactiveCall.class);

  // Handlers that send without end, such as every second, would never be complete.
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(1);

  private static final Runnable DONE = ReactiveCall::nothing;

  private final WsSession transport;
  private final ReactiveSession session;
  // Null, then what answers the client's close or DONE, whichever comes first.
  private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();

  ReactiveCall(WsSession transport, ReactiveSession session) {
    this.transport = transport;
    this.session = session;
  }

  private static void nothing() {}

  ReactiveSession session() {
    return session;
  }

  void begin(WebSocketHandler handler, SubscriberContext context) {
    Mono.defer(() -> handler.handle(session))
        .contextWrite(before -> context.with(transport.user(), before))
        .subscribe(ignored -> {}, this::failed, () -> ended(CloseCode.NORMAL, ""));
  }

  private void failed(Throwable failure) {
    if (session.isOpen()) {
      logger.error(
          "The handler of session {} failed: path={}", transport.id(), transport.path(), failure);
    } else {
      logger.debug("The handler of session {} failed after its end", transport.id(), failure);
    }
    ended(CloseCode.INTERNAL_ERROR, "internal error");
  }

  private void ended(int code, String reason) {
    Runnable answer = end.getAndSet(DONE);
    if (answer == null) {
      transport.close(new WsClose(code, reason));
    } else {
      answer.run();
    }
  }

  /** The client ends the session. In the session's context. */
  void closing(Runnable answer) {
    if (!end.compareAndSet(null, answer)) {
      answer.run();
      return;
    }
    session.received();
    Schedulers.parallel()
        .schedule(
            () -> {
              if (end.compareAndSet(answer, DONE)) {
                answer.run();
              }
            },
            LONGEST_ANSWER.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
