package io.iocp.websocket.spring;

import io.iocp.websocket.WsObservation;
import io.iocp.websocket.protocol.MessageType;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/**
 * Has the messages of a handler observed where it handles them. Stands inside Spring's decorator
 * that keeps exceptions to itself.
 */
final class ObservedHandler extends WebSocketHandlerDecorator {

  ObservedHandler(WebSocketHandler handler) {
    super(handler);
  }

  @Override
  public void handleMessage(WebSocketSession session, WebSocketMessage<?> message)
      throws Exception {
    WsObservation observation = begin(session, message);
    if (observation == null) {
      super.handleMessage(session, message);
      return;
    }
    WsObservation.Scope scope = observation.open();
    try {
      super.handleMessage(session, message);
    } catch (Throwable e) {
      observation.failed(e);
      throw e;
    } finally {
      scope.close();
      observation.ended();
    }
  }

  private static @Nullable WsObservation begin(
      WebSocketSession session, WebSocketMessage<?> message) {
    if (!(session instanceof SpringSession ours)) {
      return null;
    }
    if (message instanceof TextMessage) {
      return ours.observe(MessageType.TEXT);
    }
    return message instanceof BinaryMessage ? ours.observe(MessageType.BINARY) : null;
  }
}
