package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.StreamingServiceApplication;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The jar's main class with a command, in a process of its own as people start it. */
final class CommandProcess implements AutoCloseable {

  /** What it had to say when it was over. */
  record Output(int exit, String words) {}

  private final Process process;
  private final Path output;

  private CommandProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static CommandProcess start(String... arguments) throws IOException {
    return start(Redirect.PIPE, arguments);
  }

  /**
   * @param input what is piped into it
   */
  static CommandProcess start(Redirect input, String... arguments) throws IOException {
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m"));
    options.add(StreamingServiceApplication.class.getName());
    options.addAll(List.of(arguments));
    Path output = Files.createTempFile("command", ".txt");
    return new CommandProcess(
        new ProcessBuilder(ServiceProcess.command(options))
            .redirectInput(input)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** Runs it to its end. */
  static Output run(String... arguments) throws Exception {
    try (CommandProcess command = start(arguments)) {
      return command.ending();
    }
  }

  /** What it has said so far. */
  String words() throws IOException {
    return Files.readString(output);
  }

  /** Asks it to end, as {@code kill} does. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end. */
  Output ending() throws Exception {
    assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS))
        .as("it ends: %s", words())
        .isTrue();
    return new Output(process.exitValue(), words());
  }

  /** The processes that it has started. */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    Files.delete(output);
  }
}
