package io.iocp.example;

import io.iocp.packet.PacketConfigurer;
import io.iocp.packet.PacketSession;
import io.iocp.packet.WholePacketHandler;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsSession;
import java.nio.ByteBuffer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** What an application needs that uses the starter and nothing else of this project. */
@SpringBootApplication
class ExampleApplication {

  public static void main(String[] args) {
    SpringApplication.run(ExampleApplication.class, args);
  }

  /** A handler of the transport: runs on an I/O worker, never blocks. */
  @Bean
  WsConfigurer nativeHandlers() {
    return registry ->
        registry.addHandler(
            new MessageHandler() {
              @Override
              protected void onText(WsSession session, String text) {
                session.sendText(text);
              }
            },
            "/echo");
  }

  /** A handler of Spring's: runs on job workers, may block. */
  @Bean
  org.springframework.web.socket.config.annotation.WebSocketConfigurer springHandlers() {
    return registry ->
        registry.addHandler(
            new TextWebSocketHandler() {
              @Override
              protected void handleTextMessage(
                  org.springframework.web.socket.WebSocketSession session, TextMessage message)
                  throws Exception {
                session.sendMessage(new TextMessage("spring " + message.getPayload()));
              }
            },
            "/spring");
  }

  /** A handler of packets, for programs that need no browser; with iocp.packet.port. */
  @Bean
  PacketConfigurer packetHandlers() {
    return registry ->
        registry.addHandler(
            new WholePacketHandler() {
              @Override
              protected void onPacket(PacketSession session, int type, ByteBuffer packet) {
                session.send(type, packet);
              }
            },
            7);
  }
}
