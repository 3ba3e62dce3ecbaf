package io.iocp.streaming.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The standard output of a program, which no shell has started. */
final class CommandProcess implements MediaConnection {

  private static final Logger logger = LoggerFactory.getLogger(CommandProcess.class);

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final List<String> command;
  private final ErrorLines errors;
  private final String threadName;
  private @Nullable Process process; // Guarded by this.
  private @Nullable ProcessTree tree; // Guarded by this.
  private boolean stopped; // Guarded by this.
  // Only accessed by the reading thread.
  private @Nullable Thread errorReader;

  /**
   * @param threadName of the thread that reads what the program says of its errors
   */
  CommandProcess(List<String> command, ErrorLines errors, String threadName) {
    this.command = command;
    this.errors = errors;
    this.threadName = threadName;
  }

  @Override
  public InputStream open() throws IOException {
    Process started = start();
    // Nobody types anything: a program that waits for a key must not wait for ever.
    started.getOutputStream().close();
    Thread reader = new Thread(() -> readErrors(started.getErrorStream()), threadName);
    reader.setDaemon(true);
    reader.start();
    errorReader = reader;
    return started.getInputStream();
  }

  private synchronized Process start() throws IOException {
    if (stopped) {
      throw new IOException("stopped before it was started");
    }
    Process started = new ProcessBuilder(command).start();
    process = started;
    tree = new ProcessTree(started);
    return started;
  }

  private void readErrors(InputStream output) {
    try {
      errors.readAll(output);
    } catch (IOException e) {
      logger.debug("The errors of a source's program were cut off", e);
    }
  }

  /** Whoever writes is there now, also where the program only starts another one. */
  @Override
  public void flows() {
    ProcessTree processes = tree();
    if (processes != null) {
      processes.look();
    }
  }

  @Override
  public void stop() {
    ProcessTree processes;
    synchronized (this) {
      stopped = true;
      processes = tree;
    }
    if (processes != null) {
      processes.destroy();
    }
  }

  @Override
  public void kill() {
    ProcessTree processes = tree();
    if (processes != null) {
      processes.destroyForcibly();
    }
  }

  private synchronized @Nullable ProcessTree tree() {
    return tree;
  }

  private synchronized @Nullable Process process() {
    return process;
  }

  @Override
  public String end() throws InterruptedException {
    Process running = process();
    if (running == null) {
      return "the program was not started";
    }
    if (!endsWithin(running, GRACE)) {
      stop();
    }
    if (!endsWithin(running, GRACE)) {
      kill();
    }
    running.waitFor();
    kill(); // Those that it has left behind.
    if (errorReader != null) {
      errorReader.join(GRACE.toMillis());
    }
    return "the program ended with exit code " + running.exitValue();
  }

  private static boolean endsWithin(Process running, Duration time) throws InterruptedException {
    return running.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
