package io.iocp.websocket.reactive;

import io.iocp.websocket.WsHandshakeInterceptor;
import io.iocp.websocket.WsRegistration;

/** Options of a handler's paths. At start-up, on one thread. */
public final class ReactiveWebSocketHandlerRegistration {

  private final WsRegistration registration;

  ReactiveWebSocketHandlerRegistration(WsRegistration registration) {
    this.registration = registration;
  }

  /**
   * Which pages may connect, instead of the transport's default.
   *
   * @param allowed origins such as {@code https://example.org}, or {@code *} for all
   */
  public ReactiveWebSocketHandlerRegistration setAllowedOrigins(String... allowed) {
    registration.setAllowedOrigins(allowed);
    return this;
  }

  /**
   * Asked before each handshake, in the order they were added; the first refusal counts. They run
   * on an I/O worker and must not block.
   */
  public ReactiveWebSocketHandlerRegistration addInterceptors(WsHandshakeInterceptor... added) {
    registration.addInterceptors(added);
    return this;
  }

  /**
   * Largest payload of one frame and of one message, instead of the transport's default; beyond it
   * the session ends with 1009.
   */
  public ReactiveWebSocketHandlerRegistration setLimits(
      long maximumFrameBytes, long maximumMessageBytes) {
    registration.setLimits(maximumFrameBytes, maximumMessageBytes);
    return this;
  }

  /**
   * Whether clients that offer it may have messages compressed, instead of the transport's default.
   */
  public ReactiveWebSocketHandlerRegistration setCompression(boolean allowed) {
    registration.setCompression(allowed);
    return this;
  }
}
