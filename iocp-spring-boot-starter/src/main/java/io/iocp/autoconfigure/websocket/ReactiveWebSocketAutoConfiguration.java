package io.iocp.autoconfigure.websocket;

import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.websocket.reactive.ReactiveHandlers;
import io.iocp.websocket.reactive.ReactiveWebSocketConfigurer;
import io.iocp.websocket.reactive.SubscriberContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Mono;

/**
 * Has the handlers of WebFlux that {@link ReactiveWebSocketConfigurer} beans name run on the
 * transport.
 */
@AutoConfiguration(before = IocpAutoConfiguration.class)
@ConditionalOnClass({WebSocketHandler.class, Mono.class})
@ConditionalOnBean(ReactiveWebSocketConfigurer.class)
public final class ReactiveWebSocketAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ReactiveHandlers iocpReactiveHandlers(
      ObjectProvider<ReactiveWebSocketConfigurer> configurers,
      ObjectProvider<SubscriberContext> context) {
    return new ReactiveHandlers(
        configurers.orderedStream().toList(), context.getIfUnique(() -> SubscriberContext.NONE));
  }
}
