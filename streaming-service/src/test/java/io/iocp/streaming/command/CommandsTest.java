package io.iocp.streaming.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.streaming.command.Uplink.Figures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class CommandsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String printed() {
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private Terminal terminal(boolean interactive) {
    return new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), interactive);
  }

  @Test
  void onlyAWordOrHelpIsACommand() {
    assertThat(Commands.areNamedBy()).isFalse();
    assertThat(Commands.areNamedBy("--iocp.port=9000", "publish")).isFalse();
    assertThat(Commands.areNamedBy("-Dx=y")).isFalse();
    assertThat(Commands.areNamedBy("publish", "--to=ws://h/publish/s")).isTrue();
    assertThat(Commands.areNamedBy("--help")).isTrue();
    assertThat(Commands.areNamedBy("--version")).isTrue();
    assertThat(Commands.areNamedBy("anything")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2500000, 2500000", "2500k, 2500000", "2.5M, 2500000", "10K, 10000"})
  void bitRatesAreReadAsPeopleWriteThem(String text, long bitsPerSecond) {
    assertThat(new BitRate().convert(text)).isEqualTo(bitsPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "-1M", "1", "2000M", "2.5.1M", "99999999999"})
  void otherBitRatesAreRefused(String text) {
    assertThatThrownBy(() -> new BitRate().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void theTokenIsInTheHeaderAndInNoMessage() {
    URI address = URI.create("ws://host/publish/desk");
    assertThat(ClientTransport.request(address, "secret").headers().first("Authorization"))
        .isEqualTo("Bearer secret");
    assertThat(ClientTransport.request(address, "").headers().first("Authorization")).isNull();
    assertThatThrownBy(() -> ClientTransport.request(address, "secret\r\nX: y"))
        .hasMessageNotContaining("secret");
  }

  @Test
  void theLineOfProgressHasWhatPeopleAskFor() {
    assertThat(
            ProgressLine.of(
                Duration.ofSeconds(3723),
                "frame 75",
                2_040_000,
                12_400_000,
                new Figures(74, 1_000_000, 3, 40_000_000)))
        .isEqualTo(
            "01:02:03  frame 75  2.04 Mb/s  round trip 12 ms  waiting 40 ms  74 chunks sent,"
                + " 3 dropped");
  }

  @Test
  void onATerminalTheLineIsWrittenOver() {
    Terminal terminal = terminal(true);
    terminal.progress("a long line");
    terminal.progress("short");
    terminal.say("done");
    assertThat(printed()).isEqualTo("\ra long line\rshort      \ndone\n");
  }

  @Test
  void elsewhereEachTenthLineIsPrinted() {
    Terminal terminal = terminal(false);
    for (int i = 0; i < 12; i++) {
      terminal.progress("line " + i);
    }
    assertThat(printed()).isEqualTo("line 0\nline 10\n");
  }

  @Test
  void wordsOfAServerDoNotSteerTheTerminal() {
    terminal(false).say("closes with 4409: \u001b[2Jgone\r");
    assertThat(printed()).isEqualTo("closes with 4409: ?[2Jgone?\n");
  }
}
