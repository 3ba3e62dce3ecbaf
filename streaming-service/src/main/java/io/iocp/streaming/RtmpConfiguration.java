package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.socket.SocketListener;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.rtmp.RtmpHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets publishers in that speak RTMP, where there is a port for them. */
@Configuration(proxyBeanMethods = false)
class RtmpConfiguration {

  @Bean
  RtmpHandler rtmpHandler(Publishing publishing, PublishAccess access) {
    return new RtmpHandler(publishing, access);
  }

  @Bean
  @ConditionalOnProperty(prefix = "streaming.rtmp", name = "port")
  SocketListener rtmpListener(
      RtmpHandler handler, StreamingProperties properties, IocpTransport transport) {
    return new SocketListener(
        "rtmp", address(properties.rtmp().port(), properties, transport), false, handler);
  }

  @Bean
  @ConditionalOnProperty(prefix = "streaming.rtmps", name = "port")
  SocketListener rtmpsListener(
      RtmpHandler handler, StreamingProperties properties, IocpTransport transport) {
    if (transport.options().tls() == null) {
      throw new IllegalStateException(
          "streaming.rtmps.port requires a certificate: set iocp.ssl.bundle");
    }
    return new SocketListener(
        "rtmps", address(properties.rtmps().port(), properties, transport), true, handler);
  }

  private static InetSocketAddress address(
      @Nullable Integer port, StreamingProperties properties, IocpTransport transport) {
    int number = port == null ? 0 : port;
    InetAddress own = properties.rtmp().address();
    return new InetSocketAddress(
        own == null ? transport.options().address().getAddress() : own, number);
  }
}
