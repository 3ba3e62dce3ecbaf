package io.iocp.websocket;

import io.iocp.http.protocol.HttpFields;
import io.iocp.tls.TlsPeer;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.HandshakeOffer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for: {@link #to} makes one, the {@code with} methods change it.
 *
 * @param address {@code ws://host:port/path?query}, or {@code wss:} for TLS
 * @param subprotocols offered, in order of preference
 * @param headers further fields, for example Origin or Authorization
 * @param connectTimeout longest time for the connection to be made; the handshake has the
 *     transport's handshake timeout for itself
 * @param limits largest frame and message that the server may send
 * @param compression whether messages may be compressed (RFC 7692), if the server agrees
 * @param trust for {@code wss:}, whom to trust, and our own certificate if the server may ask for
 *     one; the Java platform's default if null
 */
public record WebSocketRequest(
    URI address,
    List<String> subprotocols,
    HttpFields headers,
    Duration connectTimeout,
    FrameLimits limits,
    boolean compression,
    @Nullable SSLContext trust) {

  private static final int DEFAULT_PORT = 80;
  private static final int DEFAULT_TLS_PORT = 443;
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /**
   * @throws IllegalArgumentException when the address is none of a WebSocket, or something else
   *     cannot be said in a handshake
   */
  public WebSocketRequest {
    if ((!"ws".equalsIgnoreCase(address.getScheme()) && !isSecure(address))
        || address.getHost() == null) {
      throw new IllegalArgumentException(
          "address must be ws://host:port/path, or wss: address=" + address);
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
        WebSocketOptions.DEFAULTS.limits(),
        false,
        null);
  }

  public WebSocketRequest withSubprotocols(String... offered) {
    return new WebSocketRequest(
        address, List.of(offered), headers, connectTimeout, limits, compression, trust);
  }

  public WebSocketRequest withHeaders(HttpFields fields) {
    return new WebSocketRequest(
        address, subprotocols, fields, connectTimeout, limits, compression, trust);
  }

  public WebSocketRequest withConnectTimeout(Duration timeout) {
    return new WebSocketRequest(
        address, subprotocols, headers, timeout, limits, compression, trust);
  }

  public WebSocketRequest withLimits(FrameLimits largest) {
    return new WebSocketRequest(
        address, subprotocols, headers, connectTimeout, largest, compression, trust);
  }

  /** Offers the server to compress messages. */
  public WebSocketRequest withCompression() {
    return new WebSocketRequest(
        address, subprotocols, headers, connectTimeout, limits, true, trust);
  }

  /** Whom to trust, and who we are, instead of what the Java platform has for that. */
  public WebSocketRequest withTrust(SSLContext context) {
    return new WebSocketRequest(
        address, subprotocols, headers, connectTimeout, limits, compression, context);
  }

  /**
   * Where to connect. Looks up the host's name, which may wait for the network; what has no address
   * stays unresolved.
   */
  public InetSocketAddress resolve() {
    return new InetSocketAddress(plainHost(), port(address));
  }

  /**
   * The server as TLS must find it; {@code null} without TLS.
   *
   * @throws IllegalStateException when nobody said whom to trust, and the Java platform does not
   */
  public @Nullable TlsPeer tlsPeer() {
    if (!isSecure(address)) {
      return null;
    }
    try {
      return new TlsPeer(
          trust == null ? SSLContext.getDefault() : trust, plainHost(), port(address));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the platform has no default SSL context", e);
    }
  }

  private String plainHost() {
    String host = address.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isSecure(URI address) {
    return "wss".equalsIgnoreCase(address.getScheme());
  }

  private static int defaultPort(URI address) {
    return isSecure(address) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  }

  private static int port(URI address) {
    return address.getPort() < 0 ? defaultPort(address) : address.getPort();
  }

  HandshakeOffer offer() {
    return new HandshakeOffer(
        hostOf(address), targetOf(address), subprotocols, compression, headers);
  }

  private static String hostOf(URI address) {
    return address.getPort() < 0 || address.getPort() == defaultPort(address)
        ? address.getHost()
        : address.getHost() + ":" + address.getPort();
  }

  private static String targetOf(URI address) {
    URI ascii = URI.create(address.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
  }
}
