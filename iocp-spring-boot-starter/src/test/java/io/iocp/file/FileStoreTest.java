package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {

  @TempDir private Path directory;

  @Test
  void aNameThatIsAFilesMayBeUsed() throws IOException {
    assertThat(new FileStore(directory).whyInvalid("a.bin")).isEmpty();
    assertThat(new FileStore(directory).whyInvalid("../a")).isPresent();
  }

  /** In a JVM of its own: the encoding of names is that of the locale it starts with. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aNameThatTheLocaleCannotWriteIsRefusedAndNoFailure() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            InAscii.class.getName(),
            directory.toString());
    builder.environment().put("LC_ALL", "C");
    Process java = builder.inheritIO().start();
    assertThat(java.waitFor()).isZero();
  }

  /** Ends with 0 if the name is refused, or can be written after all. */
  static final class InAscii {

    public static void main(String[] arguments) throws IOException {
      FileStore store = new FileStore(Path.of(arguments[0]));
      Optional<String> problem = store.whyInvalid("\u00FCbung");
      if (problem.isEmpty()) {
        store.openPart("\u00FCbung").close();
      }
    }
  }
}
