package io.iocp.websocket;

import io.iocp.http.protocol.PathPattern;
import io.iocp.websocket.protocol.FrameLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of a handler's paths. At start-up, on one thread. */
public final class WsRegistration {

  private final WsHandler handler;
  private final List<PathPattern> patterns;
  private @Nullable OriginPolicy origins;
  private final List<WsHandshakeInterceptor> interceptors = new ArrayList<>();
  private List<String> subprotocols = List.of();
  private @Nullable FrameLimits limits;
  private @Nullable HandshakeDecider decider;
  private @Nullable Boolean compression;

  WsRegistration(WsHandler handler, List<String> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("at least one path is required");
    }
    this.handler = handler;
    this.patterns = paths.stream().map(PathPattern::new).toList();
  }

  /**
   * Which pages may connect, instead of the transport's default.
   *
   * @param allowed origins such as {@code https://example.org}, or {@code *} for all
   */
  public WsRegistration setAllowedOrigins(String... allowed) {
    origins = OriginPolicy.of(List.of(allowed));
    return this;
  }

  /** Asked before each handshake, in the order they were added; the first refusal counts. */
  public WsRegistration addInterceptors(WsHandshakeInterceptor... added) {
    interceptors.addAll(List.of(added));
    return this;
  }

  /** Subprotocols that the handler speaks; the client's first choice among them is taken. */
  public WsRegistration setSubprotocols(String... spoken) {
    subprotocols = List.of(spoken);
    return this;
  }

  /** Asked last, where deciding may take time; chooses the subprotocol, too. */
  public WsRegistration setDecider(HandshakeDecider asked) {
    decider = asked;
    return this;
  }

  /**
   * Largest payload of one frame and of one message, instead of the transport's default; beyond it
   * the session ends with 1009.
   */
  public WsRegistration setLimits(long maximumFrameBytes, long maximumMessageBytes) {
    limits = new FrameLimits(maximumFrameBytes, maximumMessageBytes);
    return this;
  }

  /**
   * Whether clients that offer it may have messages compressed, instead of the transport's default.
   * What several sessions share goes out as it is.
   */
  public WsRegistration setCompression(boolean allowed) {
    compression = allowed;
    return this;
  }

  List<PathPattern> patterns() {
    return patterns;
  }

  Route route(WebSocketOptions defaults) {
    return new Route(
        handler,
        patterns,
        origins == null ? defaults.origins() : origins,
        List.copyOf(interceptors),
        subprotocols,
        limits,
        decider,
        compression == null ? defaults.compression().enabled() : compression);
  }
}
