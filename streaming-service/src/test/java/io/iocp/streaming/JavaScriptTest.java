package io.iocp.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests of what the page's modules do without a page, with Node's own test runner. */
class JavaScriptTest {

  private static final Path TESTS = Path.of("src/test/javascript");

  @Test
  void theModulesDoWhatTheirTestsSay() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("node").toString());
    command.addAll(List.of("--import", "./" + TESTS.resolve("common-assets.mjs"), "--test"));
    command.addAll(tests());
    Path output = Files.createTempFile("javascript", ".tap");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(Patience.SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("node came to an end: %s", Files.readString(output, UTF_8)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output, UTF_8)).isZero();
    } finally {
      Files.delete(output);
    }
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      List<String> tests =
          files.map(Path::toString).filter(name -> name.endsWith(".test.mjs")).sorted().toList();
      assertThat(tests).isNotEmpty();
      return tests;
    }
  }
}
