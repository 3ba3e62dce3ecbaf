package io.iocp.streaming.media.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What viewers get, judged by a decoder that is not ours. */
@Timeout(180)
class PlaybackTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void aViewerWhoJoinsAtAnyKeyframeDecodesWithoutAnError(Recording sample) throws Exception {
    Path ffmpeg = Capability.requireProgram("ffmpeg");
    Cutting cutting = Cutting.of(sample.bytes());
    for (int keyframe : sample.keyframes()) {
      Path received = Files.write(directory.resolve("received"), cutting.from(keyframe));

      assertThat(decode(ffmpeg, received)).as("from chunk %d", keyframe).isEmpty();
    }
  }

  /** What ffmpeg complains about. */
  private String decode(Path ffmpeg, Path media) throws IOException, InterruptedException {
    Path complaints = directory.resolve("complaints");
    Process process =
        new ProcessBuilder(
                ffmpeg.toString(), "-v", "error", "-nostdin", "-i", "pipe:", "-f", "null", "-")
            .redirectInput(media.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(complaints.toFile())
            .start();
    int exitCode = process.waitFor();
    String text = Files.readString(complaints, StandardCharsets.UTF_8);
    return exitCode == 0 ? text : "exit code " + exitCode + ": " + text;
  }
}
