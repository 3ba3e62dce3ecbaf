package io.iocp.http;

/**
 * Registers handlers of HTTP requests. A bean of this type is asked once, when the transport begins
 * to listen; so it may need the transport.
 */
@FunctionalInterface
public interface HttpConfigurer {

  void registerHttpHandlers(HttpHandlerRegistry registry);
}
