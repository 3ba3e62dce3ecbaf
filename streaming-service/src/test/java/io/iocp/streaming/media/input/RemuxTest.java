package io.iocp.streaming.media.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.iocp.testsupport.Capability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of transport streams, judged by ffmpeg: nothing to warn of, the same times. */
@Timeout(180)
class RemuxTest {

  private static final double FRAME_SECONDS = 0.1;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "TS_.*|ANNEXB_.*")
  void ffmpegHasNothingToWarnOf(Recording recording) throws Exception {
    Path ffmpeg = Capability.requireProgram("ffmpeg");
    Path remuxed = remux(recording);

    assertThat(run(ffmpeg, "-v", "warning", "-i", remuxed.toString(), "-f", "null", "-")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "TS_.*")
  void allTracksKeepTheirTimesToEachOther(Recording recording) throws Exception {
    Path ffprobe = Capability.requireProgram("ffprobe");
    Path source = Files.write(directory.resolve("source"), recording.bytes());
    Path remuxed = remux(recording);

    List<Double> before = starts(ffprobe, source);
    List<Double> after = starts(ffprobe, remuxed);

    assertThat(after).hasSameSizeAs(before);
    for (int i = 1; i < before.size(); i++) {
      assertThat(after.get(i) - after.get(0))
          .isCloseTo(before.get(i) - before.get(0), within(FRAME_SECONDS));
    }
  }

  private Path remux(Recording recording) throws Exception {
    Cutting cutting = Cutting.of(recording.bytes());
    assertThat(cutting.outcome().consumed()).isTrue();
    return Files.write(directory.resolve("remuxed.mp4"), cutting.from(0));
  }

  /** When the first sample of each stream is shown, in seconds. */
  private List<Double> starts(Path ffprobe, Path media) throws Exception {
    String entries = "stream=start_time";
    String text =
        run(ffprobe, "-v", "error", "-show_entries", entries, "-of", "csv=p=0", media.toString());
    return text.lines()
        .map(line -> line.replace(",", ""))
        .filter(line -> !line.isBlank() && !line.equals("N/A"))
        .distinct()
        .map(Double::valueOf)
        .toList();
  }

  private String run(Path program, String... arguments) throws Exception {
    Path output = directory.resolve("output");
    String[] command = new String[arguments.length + 1];
    command[0] = program.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    int exitCode = process.waitFor();
    assertThat(exitCode).as(Arrays.toString(command)).isZero();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
