package io.iocp.packet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.packet.protocol.PacketReader.Outcome;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The rules of the packet format, from bytes. */
class PacketReaderTest {

  private final RecordingSink sink = new RecordingSink();
  private final PacketReader reader = new PacketReader(sink);

  private Outcome read(String hex) {
    return reader.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  private void assertViolation(String hex, PacketViolation rule) {
    assertThat(read(hex)).isEqualTo(Outcome.VIOLATED);
    assertThat(reader.violation()).isEqualTo(rule);
    assertThat(read("00000000 01")).as("nothing is read after it").isEqualTo(Outcome.VIOLATED);
    assertThat(sink.events).isEmpty();
  }

  @Test
  void aPacketIsItsLengthItsTypeAndItsPayload() {
    assertThat(read("00000003 07 616263")).isEqualTo(Outcome.NEEDS_INPUT);
    assertThat(sink.events).containsExactly("7:abc+0");
  }

  @Test
  void packetsFollowEachOtherWithoutAnythingInBetween() {
    read("00000001 01 61 00000002 02 6263");
    assertThat(sink.events).containsExactly("1:a+0", "2:bc+0");
  }

  @Test
  void anEmptyPacketIsAPacket() {
    read("00000000 05");
    assertThat(sink.events).containsExactly("5:+0");
  }

  @Test
  void aPieceSaysHowMuchIsToCome() {
    read("00000005 01 6162");
    read("63");
    read("6465 00000000 02");
    assertThat(sink.events).containsExactly("1:ab+3", "1:c+2", "1:de+0", "2:+0");
  }

  @Test
  void aHeaderMayComeByteByByte() {
    for (String octet : "00 00 00 01 09 7a".split(" ", -1)) {
      assertThat(read(octet)).isEqualTo(Outcome.NEEDS_INPUT);
    }
    assertThat(sink.events).containsExactly("9:z+0");
  }

  @Test
  void aPacketBeyondTheLargestOfItsTypeIsAViolationBeforeItsFirstByte() {
    assertViolation("00000101 01", PacketViolation.PACKET_TOO_BIG);
  }

  @Test
  void aLengthIsUnsigned() {
    assertViolation("ffffffff 01", PacketViolation.PACKET_TOO_BIG);
  }

  @Test
  void aTypeThatNobodyTakesIsAViolation() {
    assertViolation("00000000 80", PacketViolation.UNKNOWN_TYPE);
  }

  @Test
  void reservedTypesAreViolations() {
    assertViolation("00000000 f3", PacketViolation.RESERVED_TYPE);
  }

  @Test
  void whatSpeaksAnotherProtocolIsFoundOutAtOnce() {
    // "GET /"
    assertViolation("47455420 2f", PacketViolation.PACKET_TOO_BIG);
  }

  @Test
  void pingsAndPongsCarryUpTo125Bytes() {
    read("00000002 f0 6162 00000000 f1");
    assertThat(sink.events).containsExactly("ping ab", "pong ");
    sink.events.clear();
    assertViolation("0000007e f0", PacketViolation.CONTROL_TOO_LONG);
  }

  @Test
  void aCloseEndsTheStream() {
    assertThat(read("00000004 f2 03e9 6279 00000000 01")).isEqualTo(Outcome.CLOSED);
    assertThat(sink.events).containsExactly("close 1001 by");
    assertThat(read("00000000 01")).isEqualTo(Outcome.CLOSED);
  }

  @Test
  void anEmptyCloseHasNoStatus() {
    assertThat(read("00000000 f2")).isEqualTo(Outcome.CLOSED);
    assertThat(sink.events).containsExactly("close 1005 ");
  }

  @Test
  void halfACodeIsAViolation() {
    assertViolation("00000001 f2 03", PacketViolation.INVALID_CLOSE);
  }

  @Test
  void codesThatAreNoneAreViolations() {
    assertViolation("00000002 f2 03e7", PacketViolation.INVALID_CLOSE);
  }

  @Test
  void codesThatMayNotBeSentAreViolations() {
    assertViolation("00000002 f2 03ee", PacketViolation.INVALID_CLOSE);
  }

  @Test
  void aReasonThatIsNoUtf8AndTooLongThenIsAViolation() {
    assertViolation("0000007d f2 03e8" + "ff".repeat(123), PacketViolation.INVALID_CLOSE);
  }

  @Test
  void aPauseLeavesTheRestOfTheInput() {
    sink.onData = reader::pause;
    ByteBuffer input =
        ByteBuffer.wrap(HexFormat.of().parseHex("00000001 01 61 00000001 01 62".replace(" ", "")));
    assertThat(reader.read(input)).isEqualTo(Outcome.PAUSED);
    assertThat(input.position()).isEqualTo(6);
    assertThat(reader.read(input)).isEqualTo(Outcome.PAUSED);
    assertThat(sink.events).containsExactly("1:a+0", "1:b+0");
  }

  @Test
  void whatIsWrittenIsRead() {
    ByteBuffer out = ByteBuffer.allocate(500);
    PacketWriter.writeHeader(out, 0xEF & 0x7F, 2);
    out.put((byte) 'h').put((byte) 'i');
    PacketWriter.writePing(out, ByteBuffer.wrap(new byte[] {'p'}));
    PacketWriter.writePong(out, ByteBuffer.allocate(0));
    PacketWriter.writeClose(out, new PacketClose(4000, "ä"));
    assertThat(reader.read(out.flip())).isEqualTo(Outcome.CLOSED);
    assertThat(sink.events).containsExactly("111:hi+0", "ping p", "pong ", "close 4000 ä");
  }

  @Test
  void whatCannotBeSaidIsRefusedBeforeItIsWritten() {
    ByteBuffer out = ByteBuffer.allocate(500);
    assertThatIllegalArgumentException().isThrownBy(() -> PacketWriter.writeHeader(out, 0xF0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> PacketWriter.writeHeader(out, -1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketWriter.writeHeader(out, 1, 1L << 32));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketWriter.writePing(out, ByteBuffer.allocate(126)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketWriter.writeClose(out, new PacketClose(PacketClose.ABNORMAL, "")));
    assertThatIllegalArgumentException().isThrownBy(() -> new PacketClose(999, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> new PacketClose(1000, "ä".repeat(62)));
    assertThat(out.position()).isZero();
  }
}
