package io.iocp.autoconfigure.security;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.websocket.security.FilteredHandshakes;
import io.iocp.websocket.security.SecurityHandlerContext;
import io.iocp.websocket.security.WebSessions;
import io.iocp.websocket.spring.HandlerContext;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.web.socket.WebSocketHandler;

/**
 * Has Spring Security's filters, where the application has them, decide about the handshakes of the
 * transport and say who the user is; and the handlers of Spring's sessions run as that user.
 */
@AutoConfiguration(
    before = IocpAutoConfiguration.class,
    beforeName = "io.iocp.autoconfigure.websocket.SpringWebSocketAutoConfiguration",
    afterName = {
      "org.springframework.boot.security.autoconfigure.web.servlet"
          + ".ServletWebSecurityAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.web.servlet"
          + ".SecurityFilterAutoConfiguration"
    })
@ConditionalOnClass({FilterChainProxy.class, Filter.class})
@ConditionalOnBean(name = IocpSecurityAutoConfiguration.FILTERS, value = Filter.class)
@ConditionalOnBooleanProperty(name = "iocp.websocket.security", matchIfMissing = true)
public final class IocpSecurityAutoConfiguration {

  static final String FILTERS = "springSecurityFilterChain";

  @Bean
  @ConditionalOnMissingBean
  WebSessions iocpWebSessions(
      @Value("${server.servlet.session.cookie.name:JSESSIONID}") String cookie) {
    return new WebSessions(cookie);
  }

  @Bean
  @ConditionalOnMissingBean
  FilteredHandshakes iocpFilteredHandshakes(
      @Qualifier(FILTERS) ObjectProvider<Filter> filters,
      WebSessions sessions,
      ObjectProvider<IocpTransport> transport) {
    return new FilteredHandshakes(
        filters::getObject, sessions, () -> transport.getObject().handlerJobs());
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(WebSocketHandler.class)
  static class SpringHandlersConfiguration {

    @Bean
    @ConditionalOnMissingBean(HandlerContext.class)
    SecurityHandlerContext iocpHandlerContext() {
      return new SecurityHandlerContext();
    }
  }
}
