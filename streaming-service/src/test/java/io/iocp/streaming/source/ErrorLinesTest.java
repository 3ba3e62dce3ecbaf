package io.iocp.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.stream.StreamId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorLinesTest {

  private final ErrorLines lines =
      new ErrorLines(
          Secrets.of(
              new SourceOptions(
                  new StreamId("door"),
                  List.of("ffmpeg", "-password", "secret-word"),
                  null,
                  null,
                  false,
                  Duration.ofSeconds(10),
                  Duration.ofSeconds(30))));

  private List<String> read(String text) throws IOException {
    lines.readAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return lines.lines();
  }

  @Test
  void theLastLinesAreKept() throws IOException {
    String all =
        IntStream.range(0, 50).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    assertThat(read(all)).hasSize(ErrorLines.MAXIMUM).startsWith("line 30").endsWith("line 49");
  }

  @Test
  void linesOfProgressAndBlankOnesCountAsWhatTheyAre() throws IOException {
    assertThat(read("frame=1\rframe=2\r\n\n  \nfailed"))
        .containsExactly("frame=1", "frame=2", "failed");
  }

  @Test
  void aLineIsCutBetweenItsWordsSoThatNoSecretIsCutInTwo() throws IOException {
    String text = "x".repeat(ErrorLines.LONGEST - 5) + " secret-word";
    assertThat(read(text + "\n" + "y".repeat(100_000)))
        .containsExactly("x".repeat(ErrorLines.LONGEST - 5) + " …", "…");
  }

  @Test
  void whatIsNotPrintableIsNotPrinted() throws IOException {
    assertThat(read("\u001b[31mred\u2028line")).containsExactly("?[31mred?line");
  }
}
