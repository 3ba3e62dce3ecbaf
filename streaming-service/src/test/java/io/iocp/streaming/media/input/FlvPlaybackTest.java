package io.iocp.streaming.media.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FLV as viewers get it, judged by a decoder that is not ours. */
@Timeout(60)
class FlvPlaybackTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "h264-aac.flv, 'video/mp4; codecs=\"avc1.64000A,mp4a.40.2\"', 115, 2",
    "mp3.flv,      'audio/mp4; codecs=\"mp4a.6B\"',               40,  40"
  })
  void flvBecomesMp4ThatDecodesWithoutAnError(String file, String mimeType, int samples, int starts)
      throws Exception {
    Path ffmpeg = Capability.requireProgram("ffmpeg");
    Cutting cutting = Cutting.of(Recording.resource(file));

    assertThat(cutting.segments).hasSize(1);
    assertThat(cutting.segments.get(0).format().mimeType()).isEqualTo(mimeType);
    assertThat(cutting.chunks).hasSize(samples);
    assertThat(cutting.keyframes()).hasSize(starts);
    for (int start : cutting.keyframes().subList(0, 2)) {
      Path received = Files.write(directory.resolve("received"), cutting.from(start));
      assertThat(complaints(ffmpeg, received)).isEmpty();
    }
  }

  private String complaints(Path ffmpeg, Path media) throws Exception {
    Path complaints = directory.resolve("complaints");
    Process process =
        new ProcessBuilder(
                ffmpeg.toString(), "-v", "error", "-nostdin", "-i", "pipe:", "-f", "null", "-")
            .redirectInput(media.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(complaints.toFile())
            .start();
    int exitCode = process.waitFor();
    return (exitCode == 0 ? "" : "exit code " + exitCode)
        + Files.readString(complaints, StandardCharsets.UTF_8);
  }
}
