package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** ffmpeg, which publishes a picture and a tone by RTMP in real time. */
final class RtmpPublisher implements AutoCloseable {

  private final Process process;
  private final Path complaints;

  private RtmpPublisher(Process process, Path complaints) {
    this.process = process;
    this.complaints = complaints;
  }

  /**
   * Begins to publish.
   *
   * @param url such as {@code rtmp://127.0.0.1:1935/live/desk}
   * @param more further arguments for the output, such as a duration
   */
  static RtmpPublisher start(String url, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    words(command, "-v error -nostdin -re -f lavfi -i testsrc2=size=320x180:rate=25");
    words(command, "-re -f lavfi -i sine=frequency=440:sample_rate=48000");
    words(command, "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 25");
    words(command, "-c:a aac -b:a 64k");
    command.addAll(List.of(more));
    command.addAll(List.of("-f", "flv", url));
    Path complaints = Files.createTempFile("ffmpeg", ".txt");
    complaints.toFile().deleteOnExit();
    return new RtmpPublisher(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(complaints.toFile())
            .start(),
        complaints);
  }

  private static void words(List<String> command, String words) {
    command.addAll(List.of(words.split(" ", -1)));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end: the exit code, and what it complained about. */
  String ending() throws IOException, InterruptedException {
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ffmpeg ends").isTrue();
    return process.exitValue() + " " + Files.readString(complaints, StandardCharsets.UTF_8);
  }

  /** Kills it, in the middle of what it does. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
