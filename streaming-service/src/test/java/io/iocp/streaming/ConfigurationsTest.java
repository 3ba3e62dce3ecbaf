package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.DefinitionsOnly;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.ClassUtils;

/** Which of the service's beans there are: what is not switched on is not made. */
@Timeout(120)
class ConfigurationsTest {

  /** Switches on all that there is. */
  private static final String[] EVERYTHING = {
    "streaming.demo.enabled=true",
    "streaming.security.mode=rules",
    "streaming.security.file=rules.yaml",
    "streaming.security.callback.url=http://127.0.0.1:1/",
    "streaming.recording.directory=somewhere",
    "streaming.dvr.window=1m",
    "streaming.origins.urls=wss://127.0.0.1:1",
    "streaming.cluster.redis.url=redis://127.0.0.1:1",
    "streaming.files.directory=somewhere",
    "streaming.rtmp.port=0",
    "streaming.rtmps.port=0",
    "streaming.metrics.per-stream=true"
  };

  private static final WebApplicationContextRunner RUNNER =
      new WebApplicationContextRunner()
          .withInitializer(new DefinitionsOnly())
          // What is found in a package gives way to a method that makes it.
          .withAllowBeanDefinitionOverriding(true)
          .withUserConfiguration(components().toArray(Class<?>[]::new));

  /** Is on unless it is switched off. */
  private static final String HLS = "streaming.hls.enabled";

  private static Set<String> byDefault = Set.of();

  @BeforeAll
  static void lookAtTheDefault() {
    byDefault = names();
  }

  private static Set<String> names(String... properties) {
    Set<String> names = new TreeSet<>();
    RUNNER
        .withPropertyValues(properties)
        .run(context -> names.addAll(List.of(context.getBeanDefinitionNames())));
    return names;
  }

  private static Stream<Class<?>> configurations() {
    return components().filter(type -> type.isAnnotationPresent(Configuration.class));
  }

  /** What the service finds in its packages, without what is auto-configured. */
  private static Stream<Class<?>> components() {
    MockEnvironment everything = new MockEnvironment();
    TestPropertyValues.of(EVERYTHING).applyTo(everything);
    var scanner = new ClassPathScanningCandidateComponentProvider(true, everything);
    return scanner.findCandidateComponents("io.iocp.streaming").stream()
        .map(BeanDefinition::getBeanClassName)
        .<Class<?>>map(name -> ClassUtils.resolveClassName(String.valueOf(name), null))
        .filter(type -> type.getEnclosingClass() == null)
        .filter(type -> type != StreamingServiceApplication.class)
        .filter(type -> !isOfATest(type));
  }

  private static boolean isOfATest(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath().contains("test-");
  }

  private static Stream<Method> beans() {
    return configurations().flatMap(type -> DefinitionsOnly.beanMethods(type).stream());
  }

  private static boolean isConditional(Method bean) {
    return isConditional((AnnotatedElement) bean) || isConditional(bean.getDeclaringClass());
  }

  private static boolean isConditional(@Nullable Class<?> type) {
    return type != null
        && (isConditional((AnnotatedElement) type) || isConditional(type.getEnclosingClass()));
  }

  private static boolean isConditional(AnnotatedElement element) {
    return AnnotatedElementUtils.hasAnnotation(element, Conditional.class);
  }

  private static Set<String> names(Stream<Method> beans) {
    return beans.map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void withEverythingSwitchedOnAllBeansAreThere() {
    assertThat(configurations().count()).isGreaterThan(10);
    assertThat(names(EVERYTHING)).containsAll(names(beans()));
  }

  @Test
  void byDefaultWhatWaitsForASettingIsNotThere() {
    Set<String> waiting = names(beans().filter(ConfigurationsTest::isConditional));
    Set<String> there = new TreeSet<>(waiting);
    there.retainAll(byDefault);
    Set<String> withoutHls = names(HLS + "=false");
    there.retainAll(withoutHls);
    // Gives way to an application's own.
    assertThat(there).containsExactly("webSessions");
    assertThat(waiting).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "streaming.demo.enabled=true | demoLifecycle",
        "streaming.security.mode=rules | ticketSecurity ticketsController",
        "streaming.security.file=rules.yaml | accessFileWatch",
        "streaming.security.callback.url=http://127.0.0.1:1/ | accessCallback accessMetrics",
        "streaming.recording.directory=somewhere | recordedStreams recorders recordingMetrics"
            + " recordingsController",
        "streaming.dvr.window=1m | historyMetrics pastPicturesController pastViewers recorders",
        "streaming.origins.urls=wss://127.0.0.1:1 | pulls",
        "streaming.origins.service=edge.example.org | pulls",
        "streaming.cluster.redis.url=redis://127.0.0.1:1 | cluster clusterOperations pulls",
        "streaming.files.directory=somewhere | fileEndpoints fileExchange",
        "streaming.rtmp.port=0 | rtmpListener",
        "streaming.rtmps.port=0 | rtmpsListener",
        "streaming.metrics.per-stream=true | streamMeters"
      })
  void aSettingSwitchesOnWhatIsOfItAndNothingElse(String property, String beans) {
    Set<String> more = new TreeSet<>(names(property));
    more.removeAll(byDefault);
    more.removeIf(name -> name.endsWith("Configuration") || name.contains("."));
    assertThat(String.join(" ", more)).isEqualTo(beans);
  }
}
