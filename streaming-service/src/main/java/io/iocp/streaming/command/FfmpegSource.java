package io.iocp.streaming.command;

import io.iocp.streaming.command.capture.FfmpegProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An ffmpeg that captures and encodes. It ends with us. */
final class FfmpegSource implements MediaSource {

  private static final long END_SECONDS = 3;
  private static final long LAST_WORDS_MILLIS = 1_000;

  private final Process process;
  private final FfmpegProgress progress = new FfmpegProgress();
  private final Thread listener;
  private volatile boolean ending;

  private FfmpegSource(Process process) {
    this.process = process;
    this.listener = new Thread(this::listen, "ffmpeg-progress");
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * Starts it.
   *
   * @throws IOException when there is no such program
   */
  static FfmpegSource start(List<String> command) throws IOException {
    return new FfmpegSource(new ProcessBuilder(command).start());
  }

  /** Runs this when it has ended. */
  void onExit(Runnable task) {
    CompletableFuture<Void> unused = process.onExit().thenRun(task);
  }

  private void listen() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        progress.line(line);
      }
    } catch (IOException e) {
      // It is gone, and with it what it had to say.
    }
  }

  @Override
  public InputStream media() {
    return process.getInputStream();
  }

  @Override
  public boolean isLive() {
    return true;
  }

  /** On every system it heeds its key for that; what has hung is ended by {@link #close()}. */
  @Override
  public void end() {
    ending = true;
    try {
      OutputStream keys = process.getOutputStream();
      keys.write('q');
      keys.flush();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public @Nullable String failure() throws InterruptedException {
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      return ending ? null : "ffmpeg has closed its output, and does not end";
    }
    int exit = process.exitValue();
    if (exit == 0 || ending) {
      return null;
    }
    listener.join(LAST_WORDS_MILLIS);
    List<String> complaints = progress.complaints();
    return "ffmpeg ended with "
        + exit
        + (complaints.isEmpty() ? "" : ":\n  " + String.join("\n  ", complaints));
  }

  @Override
  public String progress() {
    return "frame "
        + progress.frames()
        + (progress.droppedFrames() == 0
            ? ""
            : ", " + progress.droppedFrames() + " not captured in time");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
