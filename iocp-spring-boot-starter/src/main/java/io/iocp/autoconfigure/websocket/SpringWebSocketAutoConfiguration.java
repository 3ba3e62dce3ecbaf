package io.iocp.autoconfigure.websocket;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.websocket.spring.HandlerContext;
import io.iocp.websocket.spring.SpringHandlers;
import io.iocp.websocket.spring.TransportWebSocketConfigurer;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.web.socket.config.annotation.DelegatingWebSocketConfiguration;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;

/**
 * Has the handlers of Spring's {@link WebSocketConfigurer} beans run on the transport, unless
 * {@code @EnableWebSocket} says that they are the web server's; and those of {@link
 * TransportWebSocketConfigurer} beans in any case.
 */
@AutoConfiguration(before = IocpAutoConfiguration.class)
@ConditionalOnClass(WebSocketConfigurer.class)
@Conditional(SpringWebSocketAutoConfiguration.AnyConfigurer.class)
public final class SpringWebSocketAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  SpringHandlers iocpSpringHandlers(
      ListableBeanFactory beans,
      ObjectProvider<WebSocketConfigurer> configurers,
      ObjectProvider<TransportWebSocketConfigurer> transportConfigurers,
      ObjectProvider<HandlerContext> context,
      ObjectProvider<IocpTransport> transport) {
    List<WebSocketConfigurer> ours = new ArrayList<>();
    if (beans.getBeanNamesForType(DelegatingWebSocketConfiguration.class, true, false).length
        == 0) {
      ours.addAll(configurers.orderedStream().toList());
    }
    transportConfigurers
        .orderedStream()
        .forEach(configurer -> ours.add(configurer::registerWebSocketHandlers));
    return new SpringHandlers(
        ours,
        () -> transport.getObject().handlerJobs(),
        context.getIfUnique(() -> HandlerContext.NONE));
  }

  static final class AnyConfigurer extends AnyNestedCondition {

    AnyConfigurer() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(WebSocketConfigurer.class)
    @ConditionalOnMissingBean(DelegatingWebSocketConfiguration.class)
    static final class SpringsOwn {}

    @ConditionalOnBean(TransportWebSocketConfigurer.class)
    static final class Transport {}
  }
}
