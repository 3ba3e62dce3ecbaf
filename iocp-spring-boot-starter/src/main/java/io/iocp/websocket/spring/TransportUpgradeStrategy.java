package io.iocp.websocket.spring;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

/** Remembers what Spring has decided on; the transport upgrades when it hears of it. */
final class TransportUpgradeStrategy implements RequestUpgradeStrategy {

  @Override
  public String[] getSupportedVersions() {
    return new String[] {"13"};
  }

  /** Extensions are between the transport and the client. */
  @Override
  public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
    return List.of();
  }

  @Override
  public void upgrade(
      ServerHttpRequest request,
      ServerHttpResponse response,
      @Nullable String selectedProtocol,
      List<WebSocketExtension> selectedExtensions,
      @Nullable Principal user,
      WebSocketHandler wsHandler,
      Map<String, Object> attributes) {
    if (!(request instanceof TransportHttpRequest ours)) {
      throw new HandshakeFailureException(
          "not a handshake of the transport: request=" + request.getClass().getName());
    }
    ours.upgrade(
        new TransportHttpRequest.Upgrade(
            new SpringSession(ours, selectedProtocol, user, wsHandler, attributes),
            selectedProtocol));
  }
}
