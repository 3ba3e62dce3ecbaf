package io.iocp.websocket;

import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.HandshakeOffer;
import io.iocp.websocket.protocol.HttpFields;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What a client asks for: {@link #to} makes one, the {@code with} methods change it.
 *
 * @param address {@code ws://host:port/path?query}
 * @param subprotocols offered, in order of preference
 * @param headers further fields, for example Origin or Authorization
 * @param connectTimeout longest time for the connection to be made; the handshake has the
 *     transport's handshake timeout for itself
 * @param limits largest frame and message that the server may send
 */
public record WebSocketRequest(
    URI address,
    List<String> subprotocols,
    HttpFields headers,
    Duration connectTimeout,
    FrameLimits limits) {

  private static final int DEFAULT_PORT = 80;
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /**
   * @throws IllegalArgumentException when the address is none of a WebSocket, or something else
   *     cannot be said in a handshake
   */
  public WebSocketRequest {
    if (!"ws".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
      throw new IllegalArgumentException("address must be ws://host:port/path: address=" + address);
    }
    if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "address must have neither a user nor a fragment: address=" + address);
    }
    subprotocols = List.copyOf(subprotocols);
    new HandshakeOffer(hostOf(address), targetOf(address), subprotocols, headers);
  }

  /** A request without anything special: messages up to 1 MiB, ten seconds to connect. */
  public static WebSocketRequest to(URI address) {
    return new WebSocketRequest(
        address,
        List.of(),
        HttpFields.EMPTY,
        DEFAULT_CONNECT_TIMEOUT,
        WebSocketOptions.DEFAULTS.limits());
  }

  public WebSocketRequest withSubprotocols(String... offered) {
    return new WebSocketRequest(address, List.of(offered), headers, connectTimeout, limits);
  }

  public WebSocketRequest withHeaders(HttpFields fields) {
    return new WebSocketRequest(address, subprotocols, fields, connectTimeout, limits);
  }

  public WebSocketRequest withConnectTimeout(Duration timeout) {
    return new WebSocketRequest(address, subprotocols, headers, timeout, limits);
  }

  public WebSocketRequest withLimits(FrameLimits largest) {
    return new WebSocketRequest(address, subprotocols, headers, connectTimeout, largest);
  }

  /**
   * Where to connect. Looks up the host's name, which may wait for the network; what has no address
   * stays unresolved.
   */
  public InetSocketAddress resolve() {
    String host = address.getHost();
    return new InetSocketAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        address.getPort() < 0 ? DEFAULT_PORT : address.getPort());
  }

  HandshakeOffer offer() {
    return new HandshakeOffer(hostOf(address), targetOf(address), subprotocols, headers);
  }

  private static String hostOf(URI address) {
    return address.getPort() < 0 || address.getPort() == DEFAULT_PORT
        ? address.getHost()
        : address.getHost() + ":" + address.getPort();
  }

  private static String targetOf(URI address) {
    URI ascii = URI.create(address.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
  }
}
