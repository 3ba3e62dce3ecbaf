package io.iocp.websocket.reactive;

import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.HandshakeDecider;
import io.iocp.websocket.HandshakeDecision;
import io.iocp.websocket.HandshakePeer;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.socket.HandshakeInfo;
import reactor.core.publisher.Mono;

/**
 * Tells the handler what the handshake was, and chooses the subprotocol. It asks nobody, so it
 * answers at once.
 */
final class ReactiveHandshake implements HandshakeDecider {

  private final List<String> spoken;

  /**
   * @param spoken the handler's subprotocols
   */
  ReactiveHandshake(List<String> spoken) {
    this.spoken = List.copyOf(spoken);
  }

  @Override
  public void decide(
      HandshakeRequest request, HandshakePeer peer, Consumer<HandshakeDecision> answer) {
    answer.accept(decide(request, peer));
  }

  private HandshakeDecision decide(HandshakeRequest request, HandshakePeer peer) {
    URI uri;
    try {
      uri = uri(request, peer.secure());
    } catch (IllegalArgumentException e) {
      return new HandshakeDecision.Refuse(new HandshakeFailure(400, "malformed request target"));
    }
    HttpHeaders headers = new HttpHeaders();
    request.headers().asMap().forEach(headers::addAll);
    @Nullable String subprotocol =
        request.subprotocols().stream().filter(spoken::contains).findFirst().orElse(null);
    HandshakeInfo info =
        new HandshakeInfo(
            uri,
            HttpHeaders.readOnlyHttpHeaders(headers),
            cookies(headers),
            Mono.justOrEmpty(peer.user()),
            subprotocol,
            peer.remoteAddress(),
            Map.of(),
            "[" + peer.connectionId() + "] ");
    return new HandshakeDecision.Accept(subprotocol, HttpFields.EMPTY, info);
  }

  private static URI uri(HandshakeRequest request, boolean secure) {
    String query = request.query();
    return URI.create(
        (secure ? "wss://" : "ws://")
            + request.host()
            + request.rawPath()
            + (query == null ? "" : "?" + query));
  }

  private static MultiValueMap<String, HttpCookie> cookies(HttpHeaders headers) {
    MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
    for (String line : headers.getOrEmpty(HttpHeaders.COOKIE)) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          String name = pair.substring(0, equals).strip();
          cookies.add(name, new HttpCookie(name, pair.substring(equals + 1).strip()));
        }
      }
    }
    return cookies;
  }
}
