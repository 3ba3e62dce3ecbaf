package io.iocp.autoconfigure.websocket;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.websocket.spring.SpringHandlers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;

/**
 * Has the handlers of Spring's {@link WebSocketConfigurer} beans run on the transport; unless
 * {@code @EnableWebSocket} says that they are the web server's.
 */
@AutoConfiguration(before = IocpAutoConfiguration.class)
@ConditionalOnClass(WebSocketConfigurer.class)
@ConditionalOnBean(WebSocketConfigurer.class)
@ConditionalOnMissingBean(
    type = "org.springframework.web.socket.config.annotation.DelegatingWebSocketConfiguration")
public final class SpringWebSocketAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  SpringHandlers iocpSpringHandlers(
      ObjectProvider<WebSocketConfigurer> configurers, ObjectProvider<IocpTransport> transport) {
    return new SpringHandlers(
        configurers.orderedStream().toList(), () -> transport.getObject().jobs());
  }
}
