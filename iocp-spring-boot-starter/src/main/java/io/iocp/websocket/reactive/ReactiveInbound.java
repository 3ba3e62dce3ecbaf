package io.iocp.websocket.reactive;

import io.iocp.websocket.WsSession;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What a client sends, on its way to the one who subscribes to it. When a message has come and no
 * further one is asked for, nothing more is read from the client; so no more than one waits, and
 * before anybody subscribes the client's close is seen all the same.
 *
 * <p>Methods run in the session's context, unless they say otherwise.
 */
final class ReactiveInbound {

  private final WsSession session;
  private final Sinks.Many<WebSocketMessage> messages =
      Sinks.many().unicast().onBackpressureBuffer();
  private final AtomicLong requested = new AtomicLong();
  private volatile boolean paused;
  private long emitted;

  ReactiveInbound(WsSession session) {
    this.session = session;
  }

  /** Any thread; one may subscribe. */
  Flux<WebSocketMessage> messages() {
    return messages.asFlux().doOnRequest(this::request).doOnCancel(() -> request(Long.MAX_VALUE));
  }

  private void request(long more) {
    requested.accumulateAndGet(more, ReactiveInbound::sum);
    if (paused) {
      session.execute(this::resumeIfWanted);
    }
  }

  /** Without end is as much as there can be. */
  private static long sum(long before, long added) {
    return Long.MAX_VALUE - before < added ? Long.MAX_VALUE : before + added;
  }

  private boolean isWanted() {
    return emitted < requested.get();
  }

  void message(WebSocketMessage message) {
    emit(message);
    if (!isWanted() && !paused) {
      paused = true;
      session.pause();
      // It may have been asked for before that could be known.
      resumeIfWanted();
    }
  }

  /** Nobody waits for a pong: without demand it is left out. */
  void pong(WebSocketMessage message) {
    if (isWanted()) {
      emit(message);
    }
  }

  private void emit(WebSocketMessage message) {
    emitted++;
    // It fails when the subscriber has cancelled: what comes then is thrown away.
    messages.tryEmitNext(message);
  }

  private void resumeIfWanted() {
    if (paused && isWanted()) {
      paused = false;
      session.resume();
    }
  }

  /** Nothing more comes. Once is enough; more often does no harm. */
  void complete() {
    messages.tryEmitComplete();
  }
}
