package io.iocp.streaming.source;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.streaming.stream.StreamId;
import io.iocp.testsupport.Capability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, and those that they start. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class CommandProcessTest {

  private static final String CHILD = "tail -f /dev/null & echo $!; ";

  private final ErrorLines errors =
      new ErrorLines(
          Secrets.of(
              new SourceOptions(
                  new StreamId("door"),
                  List.of("sh"),
                  null,
                  null,
                  false,
                  Duration.ofSeconds(10),
                  Duration.ofSeconds(30))));

  private CommandProcess shell(String script) {
    String sh = Capability.requireProgram("sh").toString();
    return new CommandProcess(List.of(sh, "-c", script), errors, "door-errors");
  }

  /** The program that the first line of the output names. */
  private static ProcessHandle child(InputStream output) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
    return ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
  }

  @Test
  void whatAProgramHasStartedEndsWithIt() throws Exception {
    CommandProcess process = shell(CHILD + "wait");
    ProcessHandle child = child(process.open());
    process.stop();
    assertThat(process.end()).startsWith("the program ended with exit code ");
    await().until(() -> !child.isAlive());
  }

  @Test
  void whatAProgramHasLeftBehindEndsToo(@TempDir Path directory) throws Exception {
    Path gate = directory.resolve("gate");
    CommandProcess process = shell("mkfifo " + gate + "; " + CHILD + "read line < " + gate);
    ProcessHandle child = child(process.open());
    process.flows();
    Files.writeString(gate, "go\n");
    assertThat(process.end()).isEqualTo("the program ended with exit code 0");
    await().until(() -> !child.isAlive());
  }

  @Test
  void aProgramHasNothingToReadAndItsErrorsAreKept() throws Exception {
    CommandProcess process = shell("read line; echo no route >&2; exit 7");
    assertThat(process.open().readAllBytes()).isEmpty();
    assertThat(process.end()).isEqualTo("the program ended with exit code 7");
    assertThat(errors.lines()).containsExactly("no route");
  }

  @Test
  void whatIsStoppedBeforeItStartsDoesNotStart() throws Exception {
    CommandProcess process = shell("echo started");
    process.stop();
    assertThatThrownBy(process::open).hasMessage("stopped before it was started");
    assertThat(process.end()).isEqualTo("the program was not started");
  }
}
