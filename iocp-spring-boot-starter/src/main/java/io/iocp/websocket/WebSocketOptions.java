package io.iocp.websocket;

import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.http.protocol.HeadLimits;
import io.iocp.websocket.protocol.FrameLimits;
import java.util.List;

/**
 * Defaults for all paths.
 *
 * @param handshake how much of a handshake is read
 * @param limits largest frame and message
 * @param origins which pages may connect
 * @param compression whether and how messages are compressed
 * @param forwarded where trusted proxies name their clients
 * @param security whether the application's security, if it has one, says who shakes hands
 */
public record WebSocketOptions(
    HeadLimits handshake,
    FrameLimits limits,
    OriginPolicy origins,
    CompressionOptions compression,
    ForwardedHeader forwarded,
    boolean security) {

  /** Handshakes as {@link HeadLimits#DEFAULT}, messages up to 1 MiB, pages of the same host. */
  public static final WebSocketOptions DEFAULTS =
      new WebSocketOptions(
          HeadLimits.DEFAULT,
          new FrameLimits(1 << 20, 1 << 20),
          OriginPolicy.of(List.of()),
          CompressionOptions.DEFAULTS,
          ForwardedHeader.X_FORWARDED_FOR,
          true);
}
