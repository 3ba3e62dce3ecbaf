package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages from bytes, the examples of RFC 7692, section 7.2.3, among them. */
@Execution(ExecutionMode.CONCURRENT)
class MessageDeflateTest {

  private static final FrameLimits LIMITS = new FrameLimits(1 << 16, 1 << 16);
  private static final String HELLO = "TEXT 48 65 6c 6c 6f";

  private final RecordingSink sink = new RecordingSink();
  private final MessageInflater inflater = new MessageInflater(true);
  private final FrameReader reader = new FrameReader(Role.CLIENT, LIMITS, sink, inflater);

  @AfterEach
  void end() {
    inflater.end();
  }

  private ReadOutcome read(String hex) {
    return reader.read(ByteBuffer.wrap(Bytes.hex(hex)));
  }

  private void assertHello(String hex) {
    assertThat(read(hex)).isEqualTo(ReadOutcome.NEEDS_INPUT);
    assertThat(sink.events).containsExactly(HELLO);
  }

  @Test
  void aMessageOfOneBlock() {
    assertHello("c1 07 f2 48 cd c9 c9 07 00");
  }

  @Test
  void aFragmentedMessage() {
    assertHello("41 03 f2 48 cd 80 04 c9 c9 07 00");
  }

  @Test
  void aMessageThatSharesTheWindow() {
    read("c1 07 f2 48 cd c9 c9 07 00");
    read("c1 05 f2 00 11 00 00");
    assertThat(sink.events).containsExactly(HELLO, HELLO);
  }

  @Test
  void aBlockWithoutCompression() {
    assertHello("c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00");
  }

  @Test
  void aBlockThatEndsItsStream() {
    read("c1 08 f3 48 cd c9 c9 07 00 00");
    read("c1 07 f2 48 cd c9 c9 07 00");
    assertThat(sink.events).containsExactly(HELLO, HELLO);
  }

  @Test
  void twoBlocksInOneMessage() {
    assertHello("c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00");
  }

  @Test
  void everyCutIsTheSame() {
    byte[] wire = Bytes.hex("41 03 f2 48 cd 89 00 80 04 c9 c9 07 00 c1 05 f2 00 11 00 00");
    for (byte b : wire) {
      reader.read(ByteBuffer.wrap(new byte[] {b}));
    }
    assertThat(sink.events).containsExactly("PING ", HELLO, HELLO);
  }

  @Test
  void messagesThatAreNotCompressedStayAllowed() {
    assertHello("81 05 48 65 6c 6c 6f");
  }

  @Test
  void anEmptyMessage() {
    read("c2 01 00");
    assertThat(sink.events).containsExactly("BINARY ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c9 00", // a control frame
        "41 01 00 c0 01 00", // a continuation
        "a1 01 00", // RSV2
        "d1 01 00", // RSV3
        "e1 01 00" // RSV1 and RSV2
      })
  void theBitBelongsToTheFirstFrameOfAMessageAlone(String hex) {
    assertThat(read(hex)).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(reader.violation()).isEqualTo(Violation.RESERVED_BIT_SET);
  }

  @Test
  void withoutAgreementTheBitIsAViolation() {
    FrameReader plain = new FrameReader(Role.CLIENT, LIMITS, sink);
    assertThat(plain.read(ByteBuffer.wrap(Bytes.hex("c1 01 00")))).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(plain.violation()).isEqualTo(Violation.RESERVED_BIT_SET);
  }

  @Test
  void whatNobodyCompressedIsNamed() {
    assertThat(read("c2 04 ff ff ff ff")).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(reader.violation()).isEqualTo(Violation.INVALID_COMPRESSION);
  }

  @Test
  void textIsValidatedAfterItIsDecompressed() {
    byte[] compressed = compress(new MessageDeflater(true), new byte[] {'a', (byte) 0xFF, 'b'});
    assertThat(reader.read(frame(0xC1, compressed))).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(reader.violation()).isEqualTo(Violation.INVALID_UTF8);
    assertThat(sink.events).isEmpty();
  }

  @Test
  void aBombEndsWhenItPassesTheLimit() {
    byte[] bomb = compress(new MessageDeflater(true), new byte[50 << 20]);
    assertThat(bomb.length).isLessThan(1 << 20);
    FrameReader victim =
        new FrameReader(Role.CLIENT, new FrameLimits(1 << 20, 1 << 20), sink, inflater);
    assertThat(victim.read(frame(0xC2, bomb))).isEqualTo(ReadOutcome.VIOLATED);
    assertThat(victim.violation()).isEqualTo(Violation.MESSAGE_TOO_BIG);
    assertThat(sink.payloadBytes).isLessThanOrEqualTo(1 << 20);
  }

  private static ByteBuffer frame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(10 + payload.length);
    frame.put((byte) firstByte);
    if (payload.length <= 125) {
      frame.put((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    return frame.put(payload).flip();
  }

  private static byte[] compress(MessageDeflater deflater, byte[] payload) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    assertThat(
            deflater.deflate(
                ByteBuffer.wrap(payload),
                piece -> {
                  compressed.writeBytes(Bytes.of(piece));
                  return true;
                }))
        .isTrue();
    return compressed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsCompressedIsDecompressedWhateverItsSizeAndCut(boolean keepContext) {
    Random random = new Random(7692);
    MessageDeflater deflater = new MessageDeflater(keepContext);
    MessageInflater own = new MessageInflater(keepContext);
    RecordingSink received = new RecordingSink();
    FrameReader peer =
        new FrameReader(Role.CLIENT, new FrameLimits(1 << 20, 1 << 20), received, own);
    for (int i = 0; i < 200; i++) {
      byte[] payload = new byte[1 + random.nextInt(40_000)];
      if (random.nextBoolean()) {
        random.nextBytes(payload);
      }
      ByteBuffer frame = frame(0xC2, compress(deflater, payload));
      while (frame.hasRemaining()) {
        ByteBuffer piece =
            frame.slice().limit(Math.min(frame.remaining(), 1 + random.nextInt(9000)));
        frame.position(frame.position() + piece.limit());
        assertThat(peer.read(piece)).isEqualTo(ReadOutcome.NEEDS_INPUT);
      }
      assertThat(received.events).containsExactly("BINARY " + Bytes.toHex(payload));
      received.events.clear();
    }
    deflater.end();
    own.end();
  }

  @Test
  void aMessageThatCouldNotBeSentIsForgotten() {
    MessageDeflater deflater = new MessageDeflater(true);
    byte[] hello = Bytes.utf8("Hello Hello Hello");
    reader.read(frame(0xC1, compress(deflater, hello)));
    assertThat(deflater.deflate(ByteBuffer.wrap(new byte[20_000]), piece -> false)).isFalse();
    reader.read(frame(0xC1, compress(deflater, hello)));
    assertThat(sink.events).hasSize(2).containsOnly("TEXT " + Bytes.toHex(hello));
    deflater.end();
  }

  @Test
  void garbageIsAViolationOrData() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[1 + random.nextInt(60)];
      random.nextBytes(payload);
      MessageInflater own = new MessageInflater(true);
      FrameReader victim = new FrameReader(Role.CLIENT, LIMITS, new RecordingSink(), own);
      ReadOutcome outcome = victim.read(frame(0xC2, payload));
      assertThat(outcome).isIn(ReadOutcome.NEEDS_INPUT, ReadOutcome.VIOLATED);
      own.end();
    }
  }

  // ── negotiation ───────────────────────────────────────────────────────────────────────────────

  private static String answerTo(boolean keepContext, String... offers) {
    DeflateParameters terms = DeflateParameters.answerTo(List.of(offers), keepContext);
    return terms == null ? "declined" : terms.answer();
  }

  @Test
  void aServerAcceptsWhatItCanKeep() {
    assertThat(answerTo(true, "permessage-deflate")).isEqualTo("permessage-deflate");
    assertThat(answerTo(true, "permessage-deflate; client_max_window_bits"))
        .isEqualTo("permessage-deflate");
    assertThat(answerTo(true, "Permessage-Deflate; client_max_window_bits=\"10\""))
        .isEqualTo("permessage-deflate");
    assertThat(answerTo(true, "permessage-deflate; server_no_context_takeover"))
        .isEqualTo("permessage-deflate; server_no_context_takeover");
    assertThat(answerTo(true, "permessage-deflate; client_no_context_takeover"))
        .isEqualTo("permessage-deflate; client_no_context_takeover");
    assertThat(answerTo(true, "permessage-deflate; server_max_window_bits=15"))
        .isEqualTo("permessage-deflate; server_max_window_bits=15");
    assertThat(answerTo(false, "permessage-deflate"))
        .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
  }

  @Test
  void aSmallerWindowIsAcceptedAndAWrongOneIsNotSoThatTheNextOfferIsTaken() {
    assertThat(answerTo(true, "permessage-deflate; server_max_window_bits=10"))
        .isEqualTo("permessage-deflate; server_max_window_bits=10");
    assertThat(
            answerTo(
                true,
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; client_no_context_takeover"))
        .isEqualTo("permessage-deflate; client_no_context_takeover");
  }

  /** Nothing may refer to what is further back than the window: RFC 7692, section 7.1.2.1. */
  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 12, 14})
  void whatIsCompressedKeepsToASmallerWindow(int bits) {
    Random random = new Random(bits);
    // What repeats itself just beyond the window: a larger window would find it.
    byte[] period = new byte[(1 << bits) + 1];
    random.nextBytes(period);
    MessageDeflater deflater = new MessageDeflater(true, bits);
    MessageInflater own = new MessageInflater(true);
    RecordingSink received = new RecordingSink();
    FrameReader peer =
        new FrameReader(Role.CLIENT, new FrameLimits(1 << 20, 1 << 20), received, own);
    long compressedBytes = 0;
    long bytes = 0;
    for (int i = 0; i < 20; i++) {
      byte[] payload = new byte[1 + random.nextInt(3 * period.length)];
      for (int j = 0; j < payload.length; j++) {
        payload[j] = period[(int) ((bytes + j) % period.length)];
      }
      bytes += payload.length;
      byte[] compressed = compress(deflater, payload);
      compressedBytes += compressed.length;
      peer.read(frame(0xC2, compressed));
      assertThat(received.events).containsExactly("BINARY " + Bytes.toHex(payload));
      received.events.clear();
    }
    assertThat(compressedBytes).as("nothing was found again").isGreaterThanOrEqualTo(bytes);
    // What repeats within it is found.
    assertThat(compress(deflater, new byte[1 << bits])).hasSizeLessThan(1 << bits);
    deflater.end();
    own.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-webkit-deflate-frame",
        "permessage-deflate; unknown",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate;"
      })
  void anOfferThatIsWrongIsDeclined(String offer) {
    assertThat(answerTo(true, offer)).isEqualTo("declined");
  }

  @Test
  void aClientChecksTheAnswer() {
    assertThat(DeflateParameters.of("permessage-deflate"))
        .isEqualTo(new DeflateParameters(true, true, 0));
    assertThat(DeflateParameters.of("permessage-deflate; server_no_context_takeover"))
        .isEqualTo(new DeflateParameters(false, true, 0));
    assertThat(DeflateParameters.of("permessage-deflate; server_max_window_bits=9")).isNotNull();
    assertThat(DeflateParameters.of("permessage-deflate; client_max_window_bits=9")).isNull();
    assertThat(DeflateParameters.of("permessage-deflate; server_max_window_bits")).isNull();
    assertThat(DeflateParameters.of("another")).isNull();
  }
}
