package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.autoconfigure.websocket.SpringWebSocketAutoConfiguration;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.spring.HandlerContext;
import io.iocp.websocket.spring.SpringHandlers;
import io.iocp.websocket.spring.TransportWebSocketConfigurer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

@Timeout(120)
class SpringWebSocketAutoConfigurationTest {

  private static final SpringHandlers OTHERS =
      new SpringHandlers(
          List.of(),
          () -> {
            throw new IllegalStateException("nobody shakes hands");
          },
          HandlerContext.NONE);

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  IocpAutoConfiguration.class, SpringWebSocketAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  private final ApplicationContextRunner withSprings =
      runner.withBean(
          WebSocketConfigurer.class,
          () -> registry -> registry.addHandler(new TextWebSocketHandler(), "/springs"));

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  @Test
  void handlersOfSpringsConfigurersAreRegistered() {
    withSprings.run(context -> assertThat(context).hasSingleBean(SpringHandlers.class));
  }

  @Test
  void handlersOfTheTransportsConfigurersAreRegistered() {
    runner
        .withBean(
            TransportWebSocketConfigurer.class,
            () -> registry -> registry.addHandler(new TextWebSocketHandler(), "/ours"))
        .run(context -> assertThat(context).hasSingleBean(SpringHandlers.class));
  }

  @Test
  void withoutConfigurersThereIsNothing() {
    runner.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context).doesNotHaveBean(SpringHandlers.class);
        });
  }

  @Test
  void nothingOfSpringsWebSocketIsNeeded() {
    runner
        .withClassLoader(new FilteredClassLoader("org.springframework.web.socket"))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean("iocpSpringHandlers");
            });
  }

  @Test
  void theApplicationsOwnIsTaken() {
    withSprings
        .withBean("others", SpringHandlers.class, () -> OTHERS)
        .run(context -> assertThat(context.getBean(SpringHandlers.class)).isSameAs(OTHERS));
  }
}
