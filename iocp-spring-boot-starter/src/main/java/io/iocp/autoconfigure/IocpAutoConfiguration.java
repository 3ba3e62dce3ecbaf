package io.iocp.autoconfigure;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptionsCustomizer;
import io.iocp.TransportHandlers;
import io.iocp.datagram.DatagramListener;
import io.iocp.http.HttpConfigurer;
import io.iocp.http.gateway.WebServerLocation;
import io.iocp.job.JobContext;
import io.iocp.packet.PacketConfigurer;
import io.iocp.socket.SocketListener;
import io.iocp.websocket.WsConfigurer;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Makes an {@link IocpTransport} whose handlers come from all {@link WsConfigurer}, {@link
 * HttpConfigurer}, {@link PacketConfigurer}, {@link SocketListener} and {@link DatagramListener}
 * beans, which may need the transport themselves. Its options are those of the properties, as
 * {@link IocpTransportOptionsCustomizer} beans change them. It listens when the application is
 * started and drains when it stops.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnProperty(prefix = "iocp", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(IocpProperties.class)
public final class IocpAutoConfiguration {

  // The lifecycle has stopped the transport when Spring closes it; unless the context failed before
  // it had a lifecycle: then the workers must not outlive it.
  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  IocpTransport iocpTransport(
      IocpProperties properties,
      ObjectProvider<WsConfigurer> configurers,
      ObjectProvider<PacketConfigurer> packetConfigurers,
      ObjectProvider<HttpConfigurer> httpConfigurers,
      ObjectProvider<SocketListener> socketListeners,
      ObjectProvider<DatagramListener> datagramListeners,
      ObjectProvider<WebServerLocation> webServers,
      ObjectProvider<JobContext> jobContext,
      ObjectProvider<SslBundles> sslBundles,
      ObjectProvider<LoggingSystem> loggingSystem,
      ObjectProvider<IocpTransportOptionsCustomizer> customizers,
      Environment environment)
      throws IOException {
    TransportSsl ssl = new TransportSsl(properties.ssl(), sslBundles);
    IocpTransportOptions.Builder options =
        properties
            .toOptions(
                jobContext.getIfUnique(() -> JobContext.LOGGING), virtualThreads(environment))
            .toBuilder()
            .tls(ssl.settings());
    customizers.orderedStream().forEach(customizer -> customizer.customize(options));
    IocpTransport transport =
        IocpTransport.open(
            options.build(),
            new TransportHandlers(
                () -> configurers.orderedStream().toList(),
                () -> packetConfigurers.orderedStream().toList(),
                () -> httpConfigurers.orderedStream().toList(),
                () -> socketListeners.orderedStream().toList(),
                () -> datagramListeners.orderedStream().toList(),
                () ->
                    webServers
                        .orderedStream()
                        .flatMap(location -> location.address().stream())
                        .findFirst()));
    ssl.keepUpToDate(transport);
    loggingSystem.ifAvailable(
        system -> transport.settings().logLevels(new LoggingSystemLevels(system)));
    return transport;
  }

  private static @Nullable ThreadFactory virtualThreads(Environment environment) {
    return Threading.VIRTUAL.isActive(environment)
        ? new VirtualThreadTaskExecutor("iocp-handler-").getVirtualThreadFactory()
        : null;
  }

  @Bean
  @ConditionalOnMissingBean
  IocpTransportLifecycle iocpTransportLifecycle(
      IocpTransport transport, IocpProperties properties, ApplicationEventPublisher events) {
    return new IocpTransportLifecycle(transport, properties.shutdownGrace(), events);
  }
}
