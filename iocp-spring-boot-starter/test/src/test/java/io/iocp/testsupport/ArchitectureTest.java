package io.iocp.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the test module keeps to: its packages lie beside those that they test. */
class ArchitectureTest {

  @Test
  void classesAreOfOneSubject() throws IOException {
    assertThat(ArchitectureRules.filesAbove(450, Path.of("src/main/java")))
        .as("a file of more than 450 lines has two subjects")
        .isEmpty();
  }
}
