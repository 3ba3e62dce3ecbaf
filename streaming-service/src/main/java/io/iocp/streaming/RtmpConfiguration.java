package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.socket.SocketListener;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessDecision;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import io.iocp.streaming.access.AccessRequest;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.Credentials;
import io.iocp.streaming.access.RunningSession;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.rtmp.RtmpAccess;
import io.iocp.streaming.ingest.rtmp.RtmpAccess.Admission;
import io.iocp.streaming.ingest.rtmp.RtmpHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets publishers in that speak RTMP, where there is a port for them. */
@Configuration(proxyBeanMethods = false)
class RtmpConfiguration {

  @Bean
  RtmpHandler rtmpHandler(
      Publishing publishing,
      AccessControl control,
      RunningSessions sessions,
      AccessConfiguration.LoginJobs logins) {
    return new RtmpHandler(
        publishing,
        (stream, query, session, remoteAddress, ending, answer) ->
            control.decide(
                new AccessRequest(
                    Action.PUBLISH,
                    stream.name(),
                    // A stream key is a secret by itself: a token in it always counts.
                    Credentials.of(null, List.of(), query, true),
                    remoteAddress.getAddress(),
                    query),
                logins,
                decision -> answer.accept(() -> admission(decision, sessions, session, ending))));
  }

  private static Admission admission(
      AccessDecision decision, RunningSessions sessions, long session, RtmpAccess.Ending ending) {
    if (decision instanceof Granted granted) {
      RunningSession running = sessions.begin(session, granted.grant(), ending::end);
      return running == null
          ? Admission.refused("the rule's maximum number of sessions is reached")
          : Admission.admitted(running::close);
    }
    return Admission.refused(((Denied) decision).reason());
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
