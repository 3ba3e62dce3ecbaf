package io.iocp.benchmarks.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tomcat.websocket.server.WsSci;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.BinaryWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator.OverflowStrategy;

/**
 * A relay on Spring Boot and Tomcat, written as the Spring reference documentation teaches it. Only
 * the auto-configuration of such an application is imported: the class path has more.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
  TomcatServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class
})
@EnableWebSocket
class TomcatRelay implements WebSocketConfigurer {

  private static final int MAX_MESSAGE_BYTES = 64 << 10;
  private static final int SEND_TIME_LIMIT_MILLIS = 10_000;
  private static final int SEND_BUFFER_LIMIT_BYTES = 2 << 20;

  private final Map<String, WebSocketSession> viewers = new ConcurrentHashMap<>();

  /**
   * Starts the relay.
   *
   * @param args the port; the engine is always Tomcat's NIO connector
   */
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    SpringApplication.run(
        TomcatRelay.class,
        "--server.port=" + port,
        "--server.address=127.0.0.1",
        "--server.tomcat.max-connections=20000",
        "--server.tomcat.accept-count=4096",
        "--spring.main.banner-mode=off",
        "--logging.level.root=warn",
        // No other module's application.yaml shall configure this one.
        "--spring.config.name=tomcat-relay");
    RelayConsole.serve(port);
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry
        .addHandler(new PublisherHandler(), "/publish/bench")
        .addHandler(new ViewerHandler(), "/watch/bench");
  }

  /** What Boot's WebSocket module would do: Tomcat's WebSocket is an initializer to be named. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatWebSocket() {
    return factory ->
        factory.addContextCustomizers(
            context -> context.addServletContainerInitializer(new WsSci(), null));
  }

  private final class PublisherHandler extends BinaryWebSocketHandler {
    @Override
    public void afterConnectionEstablished(WebSocketSession publisher) {
      // Tomcat allocates the limit as a buffer, so viewers keep the default of 8 KiB.
      publisher.setBinaryMessageSizeLimit(MAX_MESSAGE_BYTES);
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession publisher, BinaryMessage message)
        throws IOException {
      // Tomcat reuses its buffer after this call; a viewer's queue may hold the message longer.
      ByteBuffer copy = ByteBuffer.allocate(message.getPayloadLength()).put(message.getPayload());
      copy.flip();
      for (WebSocketSession viewer : viewers.values()) {
        send(viewer, new BinaryMessage(copy.duplicate()));
      }
    }

    private void send(WebSocketSession viewer, BinaryMessage message) {
      try {
        viewer.sendMessage(message);
      } catch (IOException | IllegalStateException viewerIsGone) {
        viewers.remove(viewer.getId());
      }
    }
  }

  private final class ViewerHandler extends BinaryWebSocketHandler {
    @Override
    public void afterConnectionEstablished(WebSocketSession viewer) {
      viewers.put(
          viewer.getId(),
          new ConcurrentWebSocketSessionDecorator(
              viewer, SEND_TIME_LIMIT_MILLIS, SEND_BUFFER_LIMIT_BYTES, OverflowStrategy.DROP));
    }

    @Override
    public void afterConnectionClosed(WebSocketSession viewer, CloseStatus status) {
      viewers.remove(viewer.getId());
    }
  }
}
