package io.iocp.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {

  private final Recorder recorder = new Recorder();
  private final FrameParser parser = new FrameParser(recorder);

  @Test
  void messageIsHandedUpWithoutItsHeader() {
    parse("8203 010203");

    assertThat(recorder.events).containsExactly("message 010203");
  }

  @Test
  void streamMayBeCutAnywhere() {
    byte[] stream = bytes("8203010203 8902aabb 8200" + lengthIn16Bits(300) + "0201ee 8001ff");
    parser.parse(ByteBuffer.wrap(stream));

    for (int cut = 0; cut <= stream.length; cut++) {
      Recorder cutRecorder = new Recorder();
      FrameParser cutParser = new FrameParser(cutRecorder);
      cutParser.parse(ByteBuffer.wrap(stream, 0, cut));
      cutParser.parse(ByteBuffer.wrap(stream, cut, stream.length - cut));
      assertThat(cutRecorder.events).as("cut at %d", cut).isEqualTo(recorder.events);
    }
    assertThat(recorder.events).hasSize(5);
  }

  @Test
  void streamMayComeByteByByte() {
    for (byte octet : bytes("0201aa 8000" + lengthIn64Bits(200))) {
      parser.parse(ByteBuffer.wrap(new byte[] {octet}));
    }

    assertThat(recorder.events).containsExactly("message aa", "message " + "5a".repeat(200));
  }

  @Test
  void fragmentsAreOneMessageAndControlFramesMayComeBetween() {
    parse("0202 0102" + "8901 77" + "0000" + "8001 03");

    assertThat(recorder.events).containsExactly("control 9 77", "message 010203");
  }

  @Test
  void whatARelaySaysOfItselfIsSkipped() {
    parse("8202 0102" + "8103 7b207d" + "8100" + "8201 03");

    assertThat(recorder.events).containsExactly("message 0102", "message 03");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100", // a text in fragments
        "0201aa 8100", // a text inside a message
        "8280 00000000", // masked
        "c200", // reserved bit
        "8000", // continuation of nothing
        "0201aa 8201bb", // message inside a message
        "0900", // fragmented ping
        "897e007e", // ping of 126 bytes
        "827f8000000000000000", // negative length
      })
  void anythingElseIsRefused(String hex) {
    assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> parse(hex));
  }

  private void parse(String hex) {
    parser.parse(ByteBuffer.wrap(bytes(hex)));
  }

  private static String lengthIn16Bits(int lengthBytes) {
    return "827e%04x".formatted(lengthBytes) + "5a".repeat(lengthBytes);
  }

  private static String lengthIn64Bits(int lengthBytes) {
    return "827f%016x".formatted(lengthBytes) + "5a".repeat(lengthBytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Writes down what the parser found. */
  private static final class Recorder implements FrameParser.Sink {
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    @Override
    public void payload(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        message.write(bytes.get());
      }
    }

    @Override
    public void endOfMessage() {
      events.add("message " + HexFormat.of().formatHex(message.toByteArray()));
      message.reset();
    }

    @Override
    public void control(int opcode, ByteBuffer payload) {
      byte[] copy = new byte[payload.remaining()];
      payload.get(copy);
      events.add("control " + opcode + " " + HexFormat.of().formatHex(copy));
    }
  }
}
