package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutOfMemoryExitTest {

  @TempDir private Path directory;

  @Test
  void aProcessWithoutMemoryEndsThoughOtherThreadsWouldGoOn() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-Xlog:class+load:file=loaded.txt",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Filling.class.getName())
            .directory(directory.toFile())
            .inheritIO()
            .start();
    try {
      assertThat(java.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
      assertThat(java.exitValue()).isEqualTo(OutOfMemoryExit.EXIT_CODE);
      assertThat(Files.readAllLines(directory.resolve("loaded.txt")))
          .as("a class that is loaded at the end takes memory")
          .last(InstanceOfAssertFactories.STRING)
          .contains(Filling.class.getName());
    } finally {
      java.destroyForcibly();
    }
  }

  /** One thread waits for ever, another takes all memory. */
  static final class Filling {

    private static volatile Object[] all = {};

    public static void main(String[] arguments) throws Exception {
      OutOfMemoryExit.install();
      new Thread(
              () -> {
                while (true) {
                  all = new Object[] {all, new byte[1 << 20]};
                }
              })
          .start();
      Thread.currentThread().join();
    }
  }
}
