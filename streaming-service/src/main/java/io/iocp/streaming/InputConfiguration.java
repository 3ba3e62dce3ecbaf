package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.datagram.DatagramListener;
import io.iocp.socket.SocketListener;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.tcp.TcpHandler;
import io.iocp.streaming.ingest.udp.UdpPublisher;
import io.iocp.streaming.ingest.udp.UdpPublishers;
import io.iocp.streaming.playback.StreamPorts;
import io.iocp.streaming.playback.StreamPorts.Port;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Opens the ports of streams that have one of their own, for datagrams and for connections. */
@Configuration(proxyBeanMethods = false)
@Import(InputConfiguration.Listeners.class)
class InputConfiguration {

  @Bean
  PublishAccess publishAccess(
      AccessControl control, RunningSessions sessions, AccessConfiguration.LoginJobs logins) {
    return new PortAccess(control, sessions, logins);
  }

  @Bean
  UdpPublishers udpPublishers(
      StreamingProperties properties, Publishing publishing, PublishAccess access) {
    return new UdpPublishers(
        properties.udp().entrySet().stream()
            .map(
                input ->
                    new UdpPublisher(
                        new StreamId(input.getKey()),
                        input.getValue().toOptions(),
                        publishing,
                        access,
                        NanoClock.system()))
            .toList());
  }

  @Bean
  StreamPorts streamPorts(
      IocpTransport transport,
      ObjectProvider<DatagramListener> datagrams,
      ObjectProvider<SocketListener> sockets) {
    Map<StreamId, List<Port>> ports = new HashMap<>();
    for (DatagramListener listener : datagrams) {
      if (listener.handler() instanceof UdpPublisher publisher) {
        add(ports, publisher.id(), new Port("udp", () -> transport.datagramAddress(listener)));
      }
    }
    for (SocketListener listener : sockets) {
      if (listener.handler() instanceof TcpHandler handler) {
        add(ports, handler.id(), new Port("tcp", () -> transport.socketAddress(listener)));
      }
    }
    return new StreamPorts(ports);
  }

  private static void add(Map<StreamId, List<Port>> ports, StreamId id, Port port) {
    ports.computeIfAbsent(id, none -> new ArrayList<>()).add(port);
  }

  /** A listener a stream, named after it. */
  static final class Listeners implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
      for (String name : names(environment, "streaming.udp")) {
        registry.registerBean(
            "udpListener-" + name,
            DatagramListener.class,
            bean ->
                bean.supplier(
                    context ->
                        listener(
                            context.bean(StreamingProperties.class).udp().get(name),
                            context.bean(UdpPublishers.class).of(new StreamId(name)))));
      }
      for (String name : names(environment, "streaming.tcp")) {
        registry.registerBean(
            "tcpListener-" + name,
            SocketListener.class,
            bean ->
                bean.supplier(
                    context ->
                        listener(
                            name,
                            context.bean(StreamingProperties.class).tcp().get(name),
                            context.bean(Publishing.class),
                            context.bean(PublishAccess.class))));
      }
    }

    private static Set<String> names(Environment environment, String property) {
      return Binder.get(environment)
          .bind(property, Bindable.mapOf(String.class, Object.class))
          .orElse(Map.of())
          .keySet();
    }

    private static DatagramListener listener(@Nullable UdpInput input, UdpPublisher publisher) {
      UdpInput udp = Objects.requireNonNull(input);
      InetAddress address = udp.group() == null ? udp.address() : udp.group();
      return new DatagramListener(
          "MPEG-TS of " + publisher.id(),
          new InetSocketAddress(address, InputChecks.port(udp.port())),
          udp.source(),
          networkInterface(udp.networkInterface()),
          publisher);
    }

    private static @Nullable NetworkInterface networkInterface(@Nullable String name) {
      try {
        NetworkInterface found = name == null ? null : NetworkInterface.getByName(name);
        if (name != null && found == null) {
          throw new IllegalArgumentException("no network interface has the name " + name);
        }
        return found;
      } catch (SocketException e) {
        throw new IllegalArgumentException("network interface " + name, e);
      }
    }

    private static SocketListener listener(
        String name, @Nullable TcpInput input, Publishing publishing, PublishAccess access) {
      TcpInput tcp = Objects.requireNonNull(input);
      return new SocketListener(
          "tcp",
          new InetSocketAddress(tcp.address(), InputChecks.port(tcp.port())),
          false,
          new TcpHandler(new StreamId(name), tcp.toAllowedSenders(), publishing, access));
    }
  }
}
