package io.iocp.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class CapabilityTest {

  @Test
  void aPresentCapabilityLetsTheTestGoOn() {
    assertThatCode(() -> Capability.require("uring", true, "unused", "uring"))
        .doesNotThrowAnyException();
  }

  @Test
  void aMissingCapabilitySkipsTheTestWithItsReason() {
    assertThatThrownBy(() -> Capability.require("uring", false, "EPERM", "ffmpeg"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("uring is not available here: EPERM");
  }

  @Test
  void aMissingCapabilityThatIsRequiredFailsTheTest() {
    assertThatThrownBy(() -> Capability.require("uring", false, "EPERM", "ffmpeg, uring"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("EPERM");
  }

  @Test
  void aProgramIsFoundOnTheSearchPath(@TempDir Path directory) throws IOException {
    Path program = Files.createFile(directory.resolve("player.exe"));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(Capability.findProgram("player", directory.toString())).contains(program);
    assertThat(Capability.findProgram("recorder", directory.toString())).isEmpty();
  }

  @Test
  void aProgramIsFoundWhereElseItMayBe(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing");
    Path program = Files.createFile(directory.resolve("Google Chrome"));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(Capability.findProgram("chromium", "", missing, program)).contains(program);
    assertThat(Capability.findProgram("chromium", "", missing)).isEmpty();
  }

  @Test
  void aDirectoryOfTheSearchPathMayBeQuoted(@TempDir Path directory) throws IOException {
    Path program = Files.createFile(directory.resolve("player.exe"));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(Capability.findProgram("player", "\"" + directory + "\"")).contains(program);
  }
}
