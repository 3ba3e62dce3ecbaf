package io.iocp.websocket.spring;

import io.iocp.websocket.HandshakePeer;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpAsyncRequestControl;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;

/** A handshake as Spring sees it. Lives on the job worker that decides about it. */
final class TransportHttpRequest implements ServerHttpRequest {

  private final HandshakePeer peer;
  private final URI uri;
  private final HttpHeaders headers = new HttpHeaders();
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private @Nullable Upgrade upgrade;

  /**
   * @throws IllegalArgumentException when the target is no URI
   */
  TransportHttpRequest(HandshakeRequest request, HandshakePeer peer) {
    this.peer = peer;
    String query = request.query();
    this.uri =
        URI.create(
            (peer.secure() ? "https://" : "http://")
                + request.host()
                + request.rawPath()
                + (query == null ? "" : "?" + query));
    request.headers().asMap().forEach(headers::addAll);
  }

  /** What Spring has decided on; null if it has refused. */
  @Nullable Upgrade upgrade() {
    return upgrade;
  }

  void upgrade(Upgrade decided) {
    upgrade = decided;
  }

  /**
   * A session to open.
   *
   * @param session the session
   * @param subprotocol what was agreed on
   */
  record Upgrade(SpringSession session, @Nullable String subprotocol) {}

  HandshakePeer peer() {
    return peer;
  }

  @Override
  public HttpMethod getMethod() {
    return HttpMethod.GET;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  @Override
  public Map<String, Object> getAttributes() {
    return attributes;
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public InputStream getBody() {
    return InputStream.nullInputStream();
  }

  @Override
  public @Nullable Principal getPrincipal() {
    return peer.user();
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return peer.localAddress();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return peer.remoteAddress();
  }

  @Override
  public ServerHttpAsyncRequestControl getAsyncRequestControl(ServerHttpResponse response) {
    throw new UnsupportedOperationException(
        "asynchronous processing is not supported in a handshake");
  }
}
