package io.iocp.websocket.reactive;

import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A session of the transport as WebFlux sees it. Messages are whole, and on the heap: nothing of
 * them needs to be released. Any thread.
 */
final class ReactiveSession extends AbstractWebSocketSession<WsSession> {

  private final ReactiveInbound inbound;
  // As many as the handler has begun and the session has not ended.
  private final Set<ReactiveOutbound> sending = ConcurrentHashMap.newKeySet();
  private final Sinks.One<CloseStatus> status = Sinks.one();
  private volatile boolean open = true;

  ReactiveSession(WsSession session, HandshakeInfo info) {
    super(session, Long.toString(session.id()), info, DefaultDataBufferFactory.sharedInstance);
    this.inbound = new ReactiveInbound(session);
    if (!session.variables().isEmpty()) {
      getAttributes().put(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, session.variables());
    }
  }

  // ── for the handler ───────────────────────────────────────────────────────────────────────────

  @Override
  public Flux<WebSocketMessage> receive() {
    return inbound.messages();
  }

  @Override
  public Mono<Void> send(Publisher<WebSocketMessage> messages) {
    return Mono.create(
        result -> {
          ReactiveOutbound outbound = new ReactiveOutbound(getDelegate(), result);
          result.onDispose(
              () -> {
                outbound.cancel();
                sending.remove(outbound);
              });
          sending.add(outbound);
          messages.subscribe(outbound);
          if (!open) {
            outbound.end();
          }
        });
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public Mono<Void> close(CloseStatus wanted) {
    return Mono.fromRunnable(() -> closeNow(wanted));
  }

  private void closeNow(CloseStatus wanted) {
    if (CloseCode.isAllowedOnWire(wanted.getCode())) {
      String reason = wanted.getReason();
      getDelegate().close(wanted.getCode(), reason == null ? "" : reason);
    } else {
      getDelegate().abort();
    }
  }

  @Override
  public Mono<CloseStatus> closeStatus() {
    return status.asMono();
  }

  // ── from the transport, in the session's context ──────────────────────────────────────────────

  void message(MessageType type, ByteBuffer message) {
    inbound.message(
        wrap(
            type == MessageType.TEXT ? WebSocketMessage.Type.TEXT : WebSocketMessage.Type.BINARY,
            message));
  }

  void pong(ByteBuffer payload) {
    inbound.pong(wrap(WebSocketMessage.Type.PONG, payload));
  }

  private WebSocketMessage wrap(WebSocketMessage.Type type, ByteBuffer payload) {
    return new WebSocketMessage(type, bufferFactory().wrap(payload));
  }

  void drained() {
    sending.forEach(ReactiveOutbound::proceed);
  }

  /** Nothing more comes from the client. */
  void received() {
    inbound.complete();
  }

  void closed(WsClose ended) {
    open = false;
    inbound.complete();
    sending.forEach(ReactiveOutbound::end);
    status.tryEmitValue(new CloseStatus(ended.code(), ended.reason()));
  }
}
