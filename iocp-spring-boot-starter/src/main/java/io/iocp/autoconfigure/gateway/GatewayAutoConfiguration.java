package io.iocp.autoconfigure.gateway;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.http.gateway.WebServerLocation;
import org.apache.catalina.Valve;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * Has requests to the transport that no handler is for answered by the application's own web
 * server, an embedded Tomcat without TLS, which then sees who the client is as if it had been asked
 * itself.
 */
@AutoConfiguration(before = IocpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({TomcatServletWebServerFactory.class, Valve.class})
@ConditionalOnBooleanProperty(name = "iocp.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "iocp.http.pass-through.enabled")
public final class GatewayAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(WebServerLocation.class)
  EmbeddedWebServer iocpEmbeddedWebServer(ObjectProvider<IocpTransport> transport) {
    return new EmbeddedWebServer(
        new PassedRequestValve(
            peer -> {
              IocpTransport there = transport.getIfAvailable();
              return there != null && there.figures().gateway().isOwn(peer);
            }));
  }
}
