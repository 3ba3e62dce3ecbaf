package io.iocp.streaming.command.capture;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An ffmpeg on this machine, and short questions to it. Waits for it, a bounded time. */
public final class Ffmpeg {

  private static final long ANSWER_SECONDS = 15;
  private static final int LONGEST_ANSWER_CHARS = 1 << 20;

  private final Path program;

  private Ffmpeg(Path program) {
    this.program = program;
  }

  /** The first one on the path. */
  public static Optional<Ffmpeg> find(OperatingSystem system, Map<String, String> environment) {
    String name = system == OperatingSystem.WINDOWS ? "ffmpeg.exe" : "ffmpeg";
    for (String variable : List.of("PATH", "Path")) {
      String path = environment.getOrDefault(variable, "");
      for (String directory : path.split(File.pathSeparator, -1)) {
        Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return Optional.of(new Ffmpeg(candidate));
        }
      }
    }
    return Optional.empty();
  }

  /** How to start it. */
  public String program() {
    return program.toString();
  }

  /**
   * What it has. Each list is a process, which takes its time on a busy machine.
   *
   * @param inputs whether it is asked for devices and filters
   * @param encoders whether it is asked for encoders
   */
  public FfmpegLists lists(boolean inputs, boolean encoders)
      throws IOException, InterruptedException {
    return FfmpegLists.parse(
        inputs ? ask("-devices") : "",
        inputs ? ask("-filters") : "",
        encoders ? ask("-encoders") : "");
  }

  /** The cameras that it finds on Windows. */
  public List<String> cameras() throws IOException, InterruptedException {
    return FfmpegLists.parseCameras(ask("-f", "dshow", "-list_devices", "true", "-i", "dummy"));
  }

  /** Whether an encoder works here. */
  public boolean canEncodeWith(Encoder encoder) throws IOException, InterruptedException {
    return run(FfmpegCommand.probe(program(), encoder)).exitCode() == 0;
  }

  private String ask(String... question) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program(), "-hide_banner"));
    command.addAll(List.of(question));
    return run(command).output();
  }

  private record Answer(int exitCode, String output) {}

  private static Answer run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread watchdog = watchdog(process);
    try {
      process.getOutputStream().close();
      StringBuilder output = new StringBuilder();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (output.length() < LONGEST_ANSWER_CHARS) {
            output.append(line).append('\n');
          }
        }
      }
      return new Answer(process.waitFor(), output.toString());
    } finally {
      watchdog.interrupt();
      process.destroyForcibly();
    }
  }

  /** A driver that hangs must not keep us waiting: its output ends with it. */
  private static Thread watchdog(Process process) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                // It has answered.
              }
            },
            "ffmpeg-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    return watchdog;
  }
}
