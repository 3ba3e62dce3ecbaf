package io.iocp.streaming.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What ffmpeg thinks of bytes that are meant to be a file. */
final class MediaFile {

  private MediaFile() {}

  /** Decodes all of it, which must not give cause for a single complaint; returns its pictures. */
  static int decodedFrames(byte[] bytes) throws IOException, InterruptedException {
    Path file = Files.createTempFile("relayed", ".media");
    try {
      Files.write(file, bytes);
      assertThat(run("ffmpeg", "-v", "error", "-xerror", "-i", file.toString(), "-f", "null", "-"))
          .as("ffmpeg's complaints")
          .isEmpty();
      return Integer.parseInt(
          run(
              "ffprobe",
              "-v",
              "error",
              "-count_frames",
              "-select_streams",
              "v:0",
              "-show_entries",
              "stream=nb_read_frames",
              "-of",
              "default=noprint_wrappers=1:nokey=1",
              file.toString()));
    } finally {
      Files.delete(file);
    }
  }

  /** Times and digests of all packets of all tracks. */
  static String packets(byte[] bytes) throws IOException, InterruptedException {
    Path file = Files.createTempFile("relayed", ".media");
    try {
      Files.write(file, bytes);
      return run(
          "ffmpeg", "-v", "error", "-i", file.toString(), "-c", "copy", "-f", "framehash", "-");
    } finally {
      Files.delete(file);
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    command[0] = Capability.requireProgram(command[0]).toString();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
