package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameWriterTest {
  private final FrameWriter server = FrameWriter.server();
  private final FrameWriter client = FrameWriter.client(() -> 0x37FA213D);
  private final ByteBuffer out = ByteBuffer.allocate(200);

  private byte[] written() {
    return Arrays.copyOf(out.array(), out.position());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 82 00",
    "125, 82 7d",
    "126, 82 7e 007e",
    "65535, 82 7e ffff",
    "65536, 82 7f 0000000000010000",
    "9223372036854775807, 82 7f 7fffffffffffffff"
  })
  void lengthIsWrittenInItsShortestForm(long payloadBytes, String header) {
    out.order(ByteOrder.LITTLE_ENDIAN); // must not matter
    assertThat(server.writeHeader(out, Opcode.BINARY, true, payloadBytes)).isZero();
    assertThat(written()).isEqualTo(Bytes.hex(header));
    assertThat(server.headerBytes(payloadBytes)).isEqualTo(written().length);
    assertThat(client.headerBytes(payloadBytes)).isEqualTo(written().length + 4);
  }

  @Test
  void longestHeadersHaveTheirNamedLengths() {
    assertThat(server.headerBytes(Long.MAX_VALUE)).isEqualTo(FrameHeader.MAX_SERVER_BYTES);
    assertThat(client.headerBytes(Long.MAX_VALUE)).isEqualTo(FrameHeader.MAX_CLIENT_BYTES);
  }

  @Test
  void clientHeaderCarriesTheKeyThatItReturns() {
    assertThat(client.writeHeader(out, Opcode.TEXT, false, 126)).isEqualTo(0x37FA213D);
    assertThat(written()).isEqualTo(Bytes.hex("01 fe 007e 37fa213d"));
  }

  @Test
  void serverHeaderStandsRightInFrontOfItsPayload() {
    out.put(16, Bytes.utf8("Hello")).position(3);
    assertThat(server.writeHeaderBefore(out, 16, 5, Opcode.CONTINUATION, false)).isEqualTo(14);
    assertThat(Arrays.copyOfRange(out.array(), 14, 21)).isEqualTo(Bytes.hex("00 05 48656c6c6f"));
  }

  @Test
  void clientPayloadIsMaskedBehindItsHeader() {
    out.put(16, Bytes.utf8("Hello"));
    assertThat(client.writeHeaderBefore(out, 16, 5, Opcode.TEXT, true)).isEqualTo(10);
    assertThat(Arrays.copyOfRange(out.array(), 10, 21))
        .isEqualTo(Bytes.hex("81 85 37fa213d 7f9f4d5158"));
  }

  @Test
  void closeCarriesCodeAndReason() {
    server.writeClose(out, new WsClose(1001, "ä"));
    assertThat(written()).isEqualTo(Bytes.hex("88 04 03e9 c3a4"));
  }

  @Test
  void closeWithoutStatusIsEmpty() {
    server.writeClose(out, WsClose.NO_STATUS);
    assertThat(written()).isEqualTo(Bytes.hex("88 00"));
  }

  @Test
  void longestCloseFitsIntoAControlFrame() {
    client.writeClose(out, new WsClose(4999, "x".repeat(500)));
    assertThat(written()).hasSize(FrameHeader.MAX_CONTROL_FRAME_BYTES);
  }

  @Test
  void closeCodeThatMustNotBeSentIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.writeClose(out, new WsClose(CloseCode.ABNORMAL, "")))
        .withMessageContaining("1006");
  }

  @Test
  void pingAndPongCarryTheirPayload() {
    server.writePing(out, ByteBuffer.wrap(Bytes.hex("0102")));
    server.writePong(out, ByteBuffer.wrap(Bytes.hex("0304")));
    client.writePong(out, ByteBuffer.wrap(Bytes.hex("00000000")));
    assertThat(written())
        .isEqualTo(Bytes.hex("89 02 0102" + "8a 02 0304" + "8a 84 37fa213d 37fa213d"));
  }

  @Test
  void controlPayloadBeyond125BytesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.writePing(out, ByteBuffer.allocate(126)))
        .withMessageContaining("126");
  }

  @Test
  void closeIsReadBackAsItWasWritten() {
    client.writeClose(out, new WsClose(1013, "zu langsam – später wieder"));
    RecordingSink sink = new RecordingSink();
    new FrameReader(Role.SERVER, new FrameLimits(0, 0), sink).read(out.flip());
    assertThat(sink.events).containsExactly("CLOSE 1013 zu langsam – später wieder");
  }
}
