package io.iocp.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a program says that ends by itself. */
public final class ProgramOutput {

  private ProgramOutput() {}

  /**
   * Runs a program to its end, which must be a success; else what it said is in the failure.
   *
   * @param command the program and its arguments
   * @return what it wrote to both of its outputs
   * @throws IOException if it cannot be run
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public static String of(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
