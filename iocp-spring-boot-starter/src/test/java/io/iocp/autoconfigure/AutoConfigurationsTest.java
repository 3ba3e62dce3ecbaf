package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.file.FileExchange;
import io.iocp.testsupport.DefinitionsOnly;
import io.iocp.websocket.reactive.ReactiveWebSocketConfigurer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;

/** All auto-configurations of the starter together: what switches each on, and what gives way. */
@Timeout(120)
class AutoConfigurationsTest {

  private static final Path TESTS = Path.of("src", "test", "java");

  /** Of an application in which there is all that one of them waits for. */
  private static final WebApplicationContextRunner EVERYTHING =
      new WebApplicationContextRunner()
          .withInitializer(new DefinitionsOnly())
          .withConfiguration(AutoConfigurations.of(ours().toArray(Class<?>[]::new)))
          .withBean(MeterRegistry.class, DefinitionsOnly.never())
          .withBean(ObservationRegistry.class, DefinitionsOnly.never())
          .withBean(FileExchange.class, DefinitionsOnly.never())
          .withBean(WebSocketConfigurer.class, DefinitionsOnly.never())
          .withBean(ReactiveWebSocketConfigurer.class, DefinitionsOnly.never())
          .withBean("springSecurityFilterChain", Filter.class, DefinitionsOnly.never())
          .withPropertyValues(
              "iocp.http.pass-through.enabled=true",
              "iocp.state.directory=somewhere",
              "management.endpoints.web.exposure.include=iocp");

  private static List<Class<?>> ours() {
    return DefinitionsOnly.autoConfigurations(
        "io.iocp", AutoConfigurationsTest.class.getClassLoader());
  }

  private static Stream<Method> beans() {
    return ours().stream().flatMap(type -> DefinitionsOnly.beanMethods(type).stream());
  }

  private static Stream<Method> thatGiveWay() {
    return beans().filter(bean -> bean.isAnnotationPresent(ConditionalOnMissingBean.class));
  }

  @Test
  void eachHasATestOfItsConditions() throws IOException {
    String tests;
    try (Stream<Path> files = Files.walk(TESTS)) {
      tests =
          files
              .filter(file -> file.toString().endsWith("Test.java"))
              .map(AutoConfigurationsTest::read)
              .reduce("", String::concat);
    }
    assertThat(ours()).hasSizeGreaterThan(10);
    assertThat(ours())
        .allSatisfy(type -> assertThat(tests).contains(type.getSimpleName() + ".class"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whereThereIsAllThatTheyWaitForAllBeansAreThere() {
    EVERYTHING.run(
        context ->
            assertThat(context.getBeanDefinitionNames())
                .contains(beans().map(Method::getName).toArray(String[]::new)));
  }

  @ParameterizedTest
  @MethodSource("thatGiveWay")
  void aBeanOfTheApplicationsOwnIsTaken(Method bean) {
    String[] named = bean.getAnnotation(ConditionalOnMissingBean.class).name();
    String own = named.length == 0 ? "own" : named[0];
    withOwn(own, bean.getReturnType())
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBeanNamesForType(bean.getReturnType(), true, false))
                  .containsExactly(own);
            });
  }

  private static <T> WebApplicationContextRunner withOwn(String name, Class<T> type) {
    return EVERYTHING.withBean(name, type, DefinitionsOnly.never());
  }

  @Test
  void withoutATransportThereIsNothingThatNeedsOne() {
    EVERYTHING
        .withPropertyValues("iocp.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean("iocpTransport")
                    .doesNotHaveBean("iocpTransportLifecycle")
                    .doesNotHaveBean("iocpEmbeddedWebServer")
                    .doesNotHaveBean("iocpEndpoint")
                    .doesNotHaveBean("iocpHealthIndicator")
                    .doesNotHaveBean("iocpTransportMetrics")
                    .doesNotHaveBean("iocpStateKeeper"));
  }

  @Test
  void withoutAWebServerNothingIsPassedToOne() {
    new ApplicationContextRunner()
        .withInitializer(new DefinitionsOnly())
        .withConfiguration(AutoConfigurations.of(ours().toArray(Class<?>[]::new)))
        .withPropertyValues("iocp.http.pass-through.enabled=true")
        .run(context -> assertThat(context).doesNotHaveBean("iocpEmbeddedWebServer"));
  }
}
