package io.iocp.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that runs a class of this class path, or of another build's, and speaks line by
 * line over its standard streams. Used by one thread.
 */
final class ChildJvm implements Closeable {

  /** Of this JVM, and of the children that run this build. */
  static final String CLASS_PATH = System.getProperty("java.class.path");

  private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);
  private static final String END_OF_OUTPUT = "\0";

  private final String name;
  private final Process process;
  private final Writer requests;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    this.requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread reader = new Thread(this::readLines, name + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  static ChildJvm start(
      String name, List<String> jvmOptions, String mainClassName, List<String> arguments)
      throws IOException {
    return start(name, CLASS_PATH, jvmOptions, mainClassName, arguments);
  }

  static ChildJvm start(
      String name,
      String classPath,
      List<String> jvmOptions,
      String mainClassName,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClassName);
    command.addAll(arguments);
    return new ChildJvm(
        name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return process.pid();
  }

  /**
   * Waits for a line that starts with the given word and skips all others.
   *
   * @return the rest of that line
   * @throws IOException if the process ends or says nothing of the kind in time
   */
  String await(String word, Duration limit) throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (true) {
      String line = lines.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IOException(name + " did not say " + word + " within " + limit);
      }
      if (line.equals(END_OF_OUTPUT)) {
        lines.add(END_OF_OUTPUT);
        throw new IOException(name + " ended before it said " + word);
      }
      if (line.startsWith(word)) {
        return line.substring(word.length()).strip();
      }
    }
  }

  void say(String line) throws IOException {
    requests.write(line + "\n");
    requests.flush();
  }

  /** Ends the child's input, which ends the child. */
  @Override
  public void close() throws IOException {
    requests.close();
    try {
      if (!process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lines.add(END_OF_OUTPUT);
    }
  }
}
