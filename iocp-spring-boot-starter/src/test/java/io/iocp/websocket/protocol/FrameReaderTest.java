package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RFC 6455 for frames that arrive, from bytes. */
class FrameReaderTest {
  private static final FrameLimits LIMITS = new FrameLimits(1 << 20, 1 << 20);

  private final RecordingSink sink = new RecordingSink();
  private FrameReader reader = new FrameReader(Role.SERVER, LIMITS, sink);

  private ReadOutcome read(String hex) {
    return reader.read(ByteBuffer.wrap(Bytes.hex(hex)));
  }

  private void assertViolation(String hex, Violation violation) {
    assertThat(read(hex)).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(reader.violation()).isEqualTo(violation);
  }

  private void asClient() {
    reader = new FrameReader(Role.CLIENT, LIMITS, sink);
  }

  // RFC 6455, section 5.7

  @Test
  void maskedTextOfTheRfcIsHello() {
    assertThat(read("81 85 37fa213d 7f9f4d5158")).isEqualTo(ReadOutcome.NEEDS_INPUT);
    assertThat(sink.events).containsExactly("TEXT 48 65 6c 6c 6f");
  }

  @Test
  void unmaskedTextOfTheRfcIsHelloForAClient() {
    asClient();
    read("81 05 48656c6c6f");
    assertThat(sink.events).containsExactly("TEXT 48 65 6c 6c 6f");
  }

  @Test
  void fragmentsOfTheRfcAreOneMessage() {
    asClient();
    read("01 03 48656c" + "80 02 6c6f");
    assertThat(sink.events).containsExactly("TEXT 48 65 6c 6c 6f");
  }

  @Test
  void emptyMessageIsOneEmptyPiece() {
    read("82 80 00000000" + "81 80 01020304");
    assertThat(sink.events).containsExactly("BINARY ", "TEXT ");
    assertThat(sink.pieces).isEqualTo(2);
  }

  @Test
  void emptyFragmentsAreNoEvents() {
    asClient();
    read("02 00" + "00 00".repeat(1000) + "00 01 aa" + "00 00" + "80 00");
    assertThat(sink.events).containsExactly("BINARY aa");
    assertThat(sink.pieces).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536, 1 << 20})
  void payloadOfEveryLengthFormArrives(int length) {
    asClient();
    ByteBuffer frame = ByteBuffer.allocate(length + FrameHeader.MAX_SERVER_BYTES);
    FrameWriter.server().writeHeader(frame, Opcode.BINARY, true, length);
    frame.position(frame.position() + length);
    assertThat(reader.read(frame.flip())).isEqualTo(ReadOutcome.NEEDS_INPUT);
    assertThat(sink.events).hasSize(1);
    assertThat(sink.payloadBytes).isEqualTo(length);
  }

  @Test
  void piecesAreTheInputItselfUnmaskedInPlace() {
    List<Integer> positions = new ArrayList<>();
    ByteBuffer input = ByteBuffer.allocateDirect(64);
    FrameSink placeSink =
        new RecordingSink() {
          @Override
          public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
            assertThat(piece).isSameAs(input);
            positions.add(piece.position());
            positions.add(piece.limit());
          }
        };
    input.put(Bytes.hex("81 85 37fa213d 7f9f4d5158" + "82 81 01010101 03")).flip();
    new FrameReader(Role.SERVER, LIMITS, placeSink).read(input);
    assertThat(positions).containsExactly(6, 11, 17, 18);
    assertThat(input.position()).isEqualTo(18);
    assertThat(input.limit()).isEqualTo(18);
    assertThat(input.get(6)).isEqualTo((byte) 'H');
    assertThat(input.get(17)).isEqualTo((byte) 2);
  }

  @Test
  void byteOrderOfTheInputPlaysNoPart() {
    ByteBuffer input = ByteBuffer.wrap(Bytes.hex("82 fe 0080 01020304" + "01020304".repeat(32)));
    reader.read(input.order(ByteOrder.LITTLE_ENDIAN));
    assertThat(sink.events.get(0)).isEqualTo("BINARY " + "00 ".repeat(127) + "00");
  }

  @Test
  void payloadIsHandedOverBeforeItsFrameIsComplete() {
    asClient();
    read("82 05 0102");
    assertThat(sink.message.toByteArray()).containsExactly(1, 2);
    assertThat(sink.events).isEmpty();
    read("030405");
    assertThat(sink.events).containsExactly("BINARY 01 02 03 04 05");
  }

  // Masking, section 5.1

  @Test
  void clientSentFramesMustBeMasked() {
    assertViolation("81 05", Violation.UNMASKED_FRAME);
  }

  @Test
  void serverSentFramesMustNotBeMasked() {
    asClient();
    assertViolation("81 85", Violation.MASKED_FRAME);
  }

  // Header bits, section 5.2

  @ParameterizedTest
  @ValueSource(strings = {"c1", "a1", "91", "f1", "c9", "a8"})
  void reservedBitsMustBeZero(String firstByte) {
    assertViolation(firstByte, Violation.RESERVED_BIT_SET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"83", "84", "85", "86", "87", "8b", "8c", "8d", "8e", "8f", "03"})
  void reservedOpcodesAreRefused(String firstByte) {
    assertViolation(firstByte, Violation.RESERVED_OPCODE);
  }

  @Test
  void lengthUpTo125MustNotUse16Bits() {
    assertViolation("82 fe 007d", Violation.LENGTH_NOT_MINIMAL);
  }

  @Test
  void lengthUpTo65535MustNotUse64Bits() {
    assertViolation("82 ff 000000000000ffff", Violation.LENGTH_NOT_MINIMAL);
  }

  @Test
  void mostSignificantBitOfALengthMustBeZero() {
    assertViolation("82 ff 80", Violation.LENGTH_NEGATIVE);
  }

  @Test
  void lengthMayHave63Bits() {
    reader = new FrameReader(Role.SERVER, new FrameLimits(Long.MAX_VALUE, Long.MAX_VALUE), sink);
    assertThat(read("02 ff 7fffffffffffffff 00000000 01")).isEqualTo(ReadOutcome.NEEDS_INPUT);
    assertThat(sink.payloadBytes).isEqualTo(1);
  }

  // Fragmentation, section 5.4

  @Test
  void controlFramesMayComeBetweenFragments() {
    read(
        "01 82 00000000 c3a4"
            + "89 81 00000000 01"
            + "00 81 00000000 c3"
            + "8a 80 00000000"
            + "80 81 00000000 a4");
    assertThat(sink.events).containsExactly("PING 01", "PONG ", "TEXT c3 a4 c3 a4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "00"})
  void continuationNeedsAMessage(String firstByte) {
    assertViolation(firstByte, Violation.UNEXPECTED_CONTINUATION);
  }

  @Test
  void continuationAfterTheEndOfAMessageIsRefused() {
    read("81 80 00000000");
    assertViolation("80", Violation.UNEXPECTED_CONTINUATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"81", "01", "82", "02"})
  void messageMustNotBeginInsideAnother(String firstByte) {
    read("01 80 00000000");
    assertViolation(firstByte, Violation.UNFINISHED_MESSAGE);
  }

  // Control frames, section 5.5

  @ParameterizedTest
  @ValueSource(strings = {"08", "09", "0a"})
  void controlFramesMustNotBeFragmented(String firstByte) {
    assertViolation(firstByte, Violation.FRAGMENTED_CONTROL_FRAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"88 fe", "89 fe", "8a ff"})
  void controlFramesAreAtMost125BytesLong(String header) {
    assertViolation(header, Violation.CONTROL_FRAME_TOO_LONG);
  }

  @Test
  void controlFrameMayBe125BytesLong() {
    asClient();
    read("89 7d" + "fe".repeat(125));
    assertThat(sink.events).hasSize(1);
    assertThat(sink.payloadBytes).isEqualTo(125);
  }

  // Close, sections 5.5.1 and 7.4

  @Test
  void emptyCloseHasNoStatus() {
    assertThat(read("88 80 01020304")).isEqualTo(ReadOutcome.CLOSED);
    assertThat(sink.events).containsExactly("CLOSE 1005 ");
  }

  @Test
  void closeCarriesCodeAndReason() {
    asClient();
    assertThat(read("88 06 03e9 c3a47a7a")).isEqualTo(ReadOutcome.CLOSED);
    assertThat(sink.events).containsExactly("CLOSE 1001 äzz");
  }

  @Test
  void closeOfOneByteIsRefused() {
    assertViolation("88 81 00000000 03", Violation.TRUNCATED_CLOSE_CODE);
  }

  @ParameterizedTest
  @CsvSource({
    "0", "999", "1004", "1005", "1006", "1015", "1016", "1100", "2000", "2999", "5000", "65535"
  })
  void closeCodeThatMustNotBeSentIsRefused(int code) {
    asClient();
    assertViolation("88 02 %04x".formatted(code), Violation.INVALID_CLOSE_CODE);
    assertThat(sink.events).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1000", "1001", "1002", "1003", "1007", "1008", "1009", "1010", "1011", "1012", "1013", "1014",
    "3000", "3999", "4000", "4999"
  })
  void closeCodeThatMayBeSentIsAccepted(int code) {
    asClient();
    assertThat(read("88 02 %04x".formatted(code))).isEqualTo(ReadOutcome.CLOSED);
    assertThat(sink.events).containsExactly("CLOSE " + code + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"88 03 03e8 ff", "88 04 03e8 e282", "88 05 03e8 eda080"})
  void closeReasonMustBeUtf8(String frame) {
    asClient();
    assertViolation(frame, Violation.INVALID_UTF8);
    assertThat(reader.violation().closeStatus().code()).isEqualTo(1007);
  }

  @Test
  void closeMayComeInsideAFragmentedMessage() {
    assertThat(read("01 81 00000000 61" + "88 82 00000000 03e8")).isEqualTo(ReadOutcome.CLOSED);
    assertThat(sink.events).containsExactly("CLOSE 1000 ");
  }

  @Test
  void nothingIsReadAfterAClose() {
    ByteBuffer input = ByteBuffer.wrap(Bytes.hex("88 80 00000000" + "89 80 00000000" + "ff"));
    assertThat(reader.read(input)).isEqualTo(ReadOutcome.CLOSED);
    assertThat(input.hasRemaining()).isFalse();
    assertThat(read("89 80 00000000")).isEqualTo(ReadOutcome.CLOSED);
    assertThat(sink.events).containsExactly("CLOSE 1005 ");
    assertThat(reader.violation()).isNull();
  }

  @Test
  void nothingIsReadAfterAViolation() {
    ByteBuffer input = ByteBuffer.wrap(Bytes.hex("83" + "89 80 00000000"));
    assertThat(reader.read(input)).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(input.hasRemaining()).isFalse();
    assertThat(read("89 80 00000000")).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(sink.events).isEmpty();
    assertThat(reader.violation()).isEqualTo(Violation.RESERVED_OPCODE);
  }

  // UTF-8, section 8.1

  @Test
  void codePointMayBeCutByFragments() {
    asClient();
    read("01 01 f0" + "00 01 9f" + "00 00" + "00 01 98" + "80 01 80");
    assertThat(sink.events).containsExactly("TEXT f0 9f 98 80");
  }

  @Test
  void textMustNotEndInsideACodePoint() {
    asClient();
    assertViolation("01 02 e282" + "80 00", Violation.INVALID_UTF8);
  }

  @Test
  void invalidTextFailsAtItsFirstWrongByte() {
    asClient();
    // "κόσμε", then the lead byte of something beyond U+10FFFF: the frame goes on for long.
    assertThat(read("81 7e 0100 cebae1bdb9cf83cebcceb5 f4")).isEqualTo(ReadOutcome.NEEDS_INPUT);
    assertViolation("90", Violation.INVALID_UTF8);
  }

  @Test
  void nextTextStartsWithAFreshValidator() {
    asClient();
    read("82 01 f0" + "81 01 61");
    assertThat(sink.events).containsExactly("BINARY f0", "TEXT 61");
  }

  @Test
  void binaryIsNotValidated() {
    asClient();
    read("02 02 ffc0" + "80 01 80");
    assertThat(sink.events).containsExactly("BINARY ff c0 80");
  }

  // Limits, section 10.4

  @Test
  void frameBeyondTheLimitIsRefusedByItsHeader() {
    reader = new FrameReader(Role.CLIENT, new FrameLimits(200, 1000), sink);
    assertViolation("82 7e 00c9", Violation.FRAME_TOO_BIG);
    assertThat(reader.violation().closeStatus().code()).isEqualTo(1009);
  }

  @Test
  void messageBeyondTheLimitIsRefusedByTheHeaderOfItsFragment() {
    reader = new FrameReader(Role.CLIENT, new FrameLimits(200, 3), sink);
    read("02 02 0102" + "00 01 03");
    assertViolation("00 01", Violation.MESSAGE_TOO_BIG);
    assertThat(reader.violation().closeStatus().code()).isEqualTo(1009);
  }

  @Test
  void messageOfExactlyTheLimitIsRead() {
    reader = new FrameReader(Role.CLIENT, new FrameLimits(2, 4), sink);
    read("02 02 0102" + "80 02 0304" + "02 02 0506" + "80 02 0708");
    assertThat(sink.events).containsExactly("BINARY 01 02 03 04", "BINARY 05 06 07 08");
  }

  @Test
  void controlFramesAreOutsideTheLimits() {
    reader = new FrameReader(Role.CLIENT, new FrameLimits(0, 0), sink);
    read("89 02 0102" + "82 00");
    assertThat(sink.events).containsExactly("PING 01 02", "BINARY ");
  }

  // Pausing

  @Test
  void sinkMayPauseAfterEachEventAndGoOnWithTheSameInput() {
    asClient();
    sink.afterEach = () -> reader.pause();
    ByteBuffer input = ByteBuffer.wrap(Bytes.hex("82 01 01" + "89 00" + "81 01 61" + "01"));
    assertThat(reader.read(input)).isEqualTo(ReadOutcome.PAUSED);
    assertThat(input.position()).isEqualTo(3);
    assertThat(reader.read(input)).isEqualTo(ReadOutcome.PAUSED);
    assertThat(input.position()).isEqualTo(5);
    assertThat(reader.read(input)).isEqualTo(ReadOutcome.PAUSED);
    assertThat(reader.read(input)).isEqualTo(ReadOutcome.NEEDS_INPUT);
    assertThat(input.hasRemaining()).isFalse();
    assertThat(sink.events).containsExactly("BINARY 01", "PING ", "TEXT 61");
  }

  @Test
  void pauseAtTheEndOfTheInputIsStillAPause() {
    asClient();
    sink.afterEach = () -> reader.pause();
    assertThat(read("82 00")).isEqualTo(ReadOutcome.PAUSED);
    assertThat(read("")).isEqualTo(ReadOutcome.NEEDS_INPUT);
  }

  @Test
  void closeIsNotPaused() {
    sink.afterEach = () -> reader.pause();
    ByteBuffer input = ByteBuffer.wrap(Bytes.hex("88 80 00000000" + "0000"));
    assertThat(reader.read(input)).isEqualTo(ReadOutcome.CLOSED);
    assertThat(input.hasRemaining()).isFalse();
  }

  @Test
  void everyViolationHasACodeAndAReasonThatFit() {
    for (Violation violation : Violation.values()) {
      WsClose status = violation.closeStatus();
      assertThat(status.code()).isIn(1002, 1007, 1009);
      assertThat(status.reason()).isNotEmpty();
    }
  }
}
