package io.iocp.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.DefinitionsOnly;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.core.userdetails.UserDetailsService;

/**
 * All auto-configurations of administration together: each is there with what it waits for, and
 * only then.
 */
@Timeout(120)
class AutoConfigurationsTest {

  private static final WebApplicationContextRunner RUNNER =
      new WebApplicationContextRunner()
          .withInitializer(new DefinitionsOnly())
          .withConfiguration(AutoConfigurations.of(all().toArray(Class<?>[]::new)));

  private static List<Class<?>> all() {
    return DefinitionsOnly.autoConfigurations(
        "io.iocp.admin", AutoConfigurationsTest.class.getClassLoader());
  }

  private static Stream<Class<?>> with(Class<? extends Annotation> condition) {
    return all().stream().filter(type -> type.isAnnotationPresent(condition));
  }

  private static Stream<Class<?>> thatWaitForABean() {
    return with(ConditionalOnBean.class);
  }

  private static Stream<Class<?>> thatWaitForAClass() {
    return with(ConditionalOnClass.class);
  }

  private static String[] beans(Stream<Class<?>> configurations) {
    return configurations
        .flatMap(type -> DefinitionsOnly.beanMethods(type).stream())
        .map(Method::getName)
        .toArray(String[]::new);
  }

  /** What the application has of which somebody waits, but for this. */
  private static WebApplicationContextRunner without(Class<?>... missing) {
    Set<Class<?>> types = new LinkedHashSet<>();
    Stream.concat(
            all().stream(),
            all().stream().flatMap(type -> DefinitionsOnly.beanMethods(type).stream()))
        .map(waiting -> waiting.getAnnotation(ConditionalOnBean.class))
        .filter(Objects::nonNull)
        .forEach(condition -> types.addAll(List.of(condition.value())));
    // These are administration's own, and come of themselves.
    types.removeIf(type -> type.getName().startsWith("io.iocp.admin.") && !type.isInterface());
    types.removeAll(Arrays.asList(missing));
    WebApplicationContextRunner runner = RUNNER;
    for (Class<?> type : types) {
      runner = withBean(runner, type);
    }
    return runner;
  }

  private static <T> WebApplicationContextRunner withBean(
      WebApplicationContextRunner runner, Class<T> type) {
    return runner.withBean(type, DefinitionsOnly.never());
  }

  @Test
  void withAllThatTheyWaitForAllBeansAreThere() {
    assertThat(all()).hasSizeGreaterThan(15);
    without()
        .run(
            context ->
                assertThat(context.getBeanDefinitionNames()).contains(beans(all().stream())));
  }

  @ParameterizedTest
  @MethodSource("thatWaitForABean")
  void withoutTheBeanThatItWaitsForItIsNotThere(Class<?> configuration) {
    Class<?>[] waitedFor = configuration.getAnnotation(ConditionalOnBean.class).value();
    if (waitedFor[0].getName().startsWith("io.iocp.admin.") && !waitedFor[0].isInterface()) {
      // Administration makes it where there is a web application.
      new ApplicationContextRunner()
          .withInitializer(new DefinitionsOnly())
          .withConfiguration(AutoConfigurations.of(configuration))
          .run(context -> assertNone(context.getBeanDefinitionNames(), configuration));
      return;
    }
    without(waitedFor).run(context -> assertNone(context.getBeanDefinitionNames(), configuration));
  }

  @ParameterizedTest
  @MethodSource("thatWaitForAClass")
  void withoutTheClassThatItWaitsForItIsNotThere(Class<?> configuration) {
    Class<?>[] waitedFor = configuration.getAnnotation(ConditionalOnClass.class).value();
    without()
        .withClassLoader(new FilteredClassLoader(waitedFor))
        .run(context -> assertNone(context.getBeanDefinitionNames(), configuration));
  }

  private static void assertNone(String[] names, Class<?> configuration) {
    assertThat(names).doesNotContain(beans(Stream.of(configuration)));
  }

  @Test
  void withoutAWebApplicationThereIsNothing() {
    new ApplicationContextRunner()
        .withInitializer(new DefinitionsOnly())
        .withConfiguration(AutoConfigurations.of(all().toArray(Class<?>[]::new)))
        .run(
            context ->
                assertThat(context.getBeanDefinitionNames()).doesNotContain(beans(all().stream())));
  }

  @Test
  void anApplicationWithUsersOfItsOwnKeepsThem() {
    without()
        .withBean(UserDetailsService.class, DefinitionsOnly.never())
        .run(
            context ->
                assertThat(context.getBeanDefinitionNames())
                    .contains("iocpAdminPasswordCheck")
                    .doesNotContain("iocpAdminUsers"));
  }
}
