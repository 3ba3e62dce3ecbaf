package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;

class ServiceRuntimeHintsTest {

  private static final Path RESOURCES = Path.of("src/main/resources");

  // Spring and Spring Boot keep their own, and what they serve as pages.
  private static final List<String> SPRINGS =
      List.of(
          "META-INF/spring",
          "META-INF/additional-spring",
          "META-INF/resources/",
          "static/",
          "application");

  @Test
  void everyResourceOfTheModulesOwnIsKept() throws Exception {
    RuntimeHints hints = new RuntimeHints();
    AotServices.factories().load(RuntimeHintsRegistrar.class).stream()
        .filter(ServiceRuntimeHints.class::isInstance)
        .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));
    List<String> own;
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      own =
          files
              .filter(Files::isRegularFile)
              .map(file -> RESOURCES.relativize(file).toString().replace('\\', '/'))
              .filter(name -> SPRINGS.stream().noneMatch(name::startsWith))
              .toList();
    }
    assertThat(own).isNotEmpty();
    for (String name : own) {
      assertThat(RuntimeHintsPredicates.resource().forResource(name)).as(name).accepts(hints);
    }
  }
}
