package io.iocp.websocket.spring;

import io.iocp.job.JobQueue;
import io.iocp.websocket.WsHandlerRegistry;
import io.iocp.websocket.WsRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.SockJsServiceRegistration;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistration;
import org.springframework.web.socket.handler.ExceptionWebSocketHandlerDecorator;
import org.springframework.web.socket.handler.LoggingWebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Spring's options of a handler's paths, with Spring's names. At start-up, on one thread. */
final class SpringHandlerRegistration implements WebSocketHandlerRegistration {

  private final Supplier<JobQueue> jobs;
  private final HandlerContext context;
  private final List<Mapping> mappings = new ArrayList<>();
  private final List<HandshakeInterceptor> interceptors = new ArrayList<>();
  private HandshakeHandler handshakeHandler = new TransportHandshakeHandler();
  private String @Nullable [] origins;
  private @Nullable CorsConfiguration originPatterns;

  SpringHandlerRegistration(Supplier<JobQueue> jobs, HandlerContext context) {
    this.jobs = jobs;
    this.context = context;
  }

  private record Mapping(WebSocketHandler handler, List<String> paths) {}

  @Override
  public WebSocketHandlerRegistration addHandler(WebSocketHandler handler, String... paths) {
    mappings.add(new Mapping(handler, List.of(paths)));
    return this;
  }

  /**
   * Takes another handshake handler.
   *
   * @param handler one made with the transport's upgrade: a {@link TransportHandshakeHandler}
   */
  @Override
  public WebSocketHandlerRegistration setHandshakeHandler(@Nullable HandshakeHandler handler) {
    handshakeHandler = handler == null ? new TransportHandshakeHandler() : handler;
    return this;
  }

  @Override
  public WebSocketHandlerRegistration addInterceptors(HandshakeInterceptor... added) {
    interceptors.addAll(List.of(added));
    return this;
  }

  @Override
  public WebSocketHandlerRegistration setAllowedOrigins(String... allowed) {
    origins = allowed.clone();
    originPatterns = null;
    return this;
  }

  @Override
  public WebSocketHandlerRegistration setAllowedOriginPatterns(String... patterns) {
    CorsConfiguration configuration = new CorsConfiguration();
    configuration.setAllowedOriginPatterns(List.of(patterns));
    originPatterns = configuration;
    origins = new String[] {"*"};
    return this;
  }

  @Override
  public SockJsServiceRegistration withSockJS() {
    throw new UnsupportedOperationException("SockJS is not supported on the transport");
  }

  void registerWith(WsHandlerRegistry registry) {
    mappings.forEach(mapping -> register(mapping, registry));
  }

  private void register(Mapping mapping, WsHandlerRegistry registry) {
    WebSocketHandler decorated =
        new ExceptionWebSocketHandlerDecorator(
            new LoggingWebSocketHandlerDecorator(new ObservedHandler(mapping.handler())));
    WsRegistration registration =
        registry
            .addHandler(
                new SpringHandlerAdapter(jobs, context), mapping.paths().toArray(String[]::new))
            .setDecider(
                new SpringHandshake(decorated, allInterceptors(), handshakeHandler, jobs, context));
    if (origins != null) {
      registration.setAllowedOrigins(origins);
    }
  }

  private List<HandshakeInterceptor> allInterceptors() {
    if (originPatterns == null) {
      return interceptors;
    }
    List<HandshakeInterceptor> all = new ArrayList<>();
    all.add(new OriginPatterns(originPatterns));
    all.addAll(interceptors);
    return all;
  }

  /** Spring's own interceptor for this needs the Servlet API. */
  private record OriginPatterns(CorsConfiguration allowed) implements HandshakeInterceptor {

    @Override
    public boolean beforeHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Map<String, Object> attributes) {
      String origin = request.getHeaders().getOrigin();
      if (origin == null || allowed.checkOrigin(origin) != null) {
        return true;
      }
      response.setStatusCode(HttpStatus.FORBIDDEN);
      return false;
    }

    @Override
    public void afterHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        @Nullable Exception failure) {}
  }
}
