package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.autoconfigure.websocket.ReactiveWebSocketAutoConfiguration;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.reactive.ReactiveHandlers;
import io.iocp.websocket.reactive.ReactiveWebSocketConfigurer;
import io.iocp.websocket.reactive.SubscriberContext;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Mono;

@Timeout(120)
class ReactiveWebSocketAutoConfigurationTest {

  private static final ReactiveHandlers OTHERS =
      new ReactiveHandlers(List.of(), SubscriberContext.NONE);

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  IocpAutoConfiguration.class, ReactiveWebSocketAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  private final ApplicationContextRunner withHandler =
      runner.withBean(
          ReactiveWebSocketConfigurer.class,
          () -> registry -> registry.addHandler(session -> Mono.empty(), "/reactive"));

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  @Test
  void handlersAreRegisteredWhereThereAreAny() {
    withHandler.run(context -> assertThat(context).hasSingleBean(ReactiveHandlers.class));
  }

  @Test
  void withoutHandlersThereIsNothing() {
    runner.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context).doesNotHaveBean(ReactiveHandlers.class);
        });
  }

  @Test
  void nothingOfReactorOrWebFluxIsNeeded() {
    runner
        .withClassLoader(
            new FilteredClassLoader(
                "reactor", "org.reactivestreams", "org.springframework.web.reactive"))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean("iocpReactiveHandlers");
            });
  }

  @Test
  void theApplicationsOwnIsTaken() {
    withHandler
        .withBean("others", ReactiveHandlers.class, () -> OTHERS)
        .run(context -> assertThat(context.getBean(ReactiveHandlers.class)).isSameAs(OTHERS));
  }
}
