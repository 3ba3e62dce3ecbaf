package io.iocp.streaming.media.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class MediaReaderTest {

  private static final int[] PIECE_SIZES = {1, 2, 3, 5, 7, 13, 61, 251, 1009, 4093, 65_536};

  /** Small enough that mutations of length fields run into them. */
  private static final MediaLimits TIGHT = new MediaLimits(4096, 16_384, 8192);

  @ParameterizedTest
  @EnumSource
  void everyCutOfTheInputGivesTheSameChunks(Recording sample) {
    String whole = Cutting.of(sample.bytes()).everything();
    for (int size : PIECE_SIZES) {
      assertThat(Cutting.of(sample.bytes(), MediaLimits.DEFAULTS, () -> size).everything())
          .as("pieces of %d bytes", size)
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource
  void formatAndKeyframesAreWhatFfprobeSays(Recording sample) {
    Cutting cutting = Cutting.of(sample.bytes());

    assertThat(cutting.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cutting.segments).hasSize(1);
    MediaFormat format = cutting.segments.get(0).format();
    assertThat(format.mimeType()).isEqualTo(sample.mimeType);
    boolean picture = sample.mimeType.startsWith("video/");
    assertThat(format.widthPixels()).isEqualTo(picture ? 160 : 0);
    assertThat(format.heightPixels()).isEqualTo(picture ? 120 : 0);
    assertThat(format.keyframesOnly()).isEqualTo(!picture);
    assertThat(cutting.keyframes()).isEqualTo(sample.keyframes());
    assertThat(cutting.chunks).hasSize(sample.chunkCount + (sample.isMp4() ? 1 : 0));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "TS_.*|ANNEXB_.*")
  void aSecondStreamInTheSameBytesStartsWithItsOwnInitSegment(Recording sample) {
    byte[] once = sample.bytes();
    Cutting first = Cutting.of(once);

    Cutting twice = Cutting.of(concat(once, once));

    int chunkCount = first.chunks.size();
    assertThat(twice.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(twice.segments).allMatch(first.segments.get(0)::equals);
    assertThat(twice.segments).hasSize(sample == Recording.JPEG ? 1 : 2);
    assertThat(twice.chunks).hasSize(2 * chunkCount);
    for (int i = 0; i < chunkCount; i++) {
      assertThat(twice.chunks.get(i)).isEqualTo(first.chunks.get(i));
      assertThat(twice.chunks.get(chunkCount + i).hex()).isEqualTo(first.chunks.get(i).hex());
      assertThat(twice.chunks.get(chunkCount + i).segment()).isEqualTo(twice.segments.size() - 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "00 00 01 B3 14 00 F0 23, a raw MPEG video or program stream",
    "00 00 01 BA 44 00 04 00, a raw MPEG video or program stream",
    "4F 67 67 53 00 02 00 00, Ogg",
    "48 45 4C 4C 4F 20 4D 45, stream that starts with bytes 48454C4C",
  })
  void whatIsNotAcceptedIsNamed(String hex, String name) {
    Cutting cutting = Cutting.of(HexFormat.ofDelimiter(" ").parseHex(hex));

    assertThat(cutting.outcome().status()).isEqualTo(Status.UNKNOWN_CONTAINER);
    assertThat(cutting.outcome().reason())
        .isEqualTo(
            name
                + " is not accepted: send fragmented MP4, WebM, MPEG-TS, FLV, H.264, H.265 or "
                + "JPEG");
  }

  /** All recordings have ten pictures a second. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"H264_.*", "HEVC_OPUS", "VP.*", "AV1_.*", "TS_H264.*"})
  void theTimesOfPicturesAreTold(Recording recording) {
    List<Long> times = Cutting.of(recording.bytes()).pictureMicros;

    assertThat(times).hasSizeGreaterThanOrEqualTo(5);
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isCloseTo(100_000, within(1_000L));
    }
  }

  @Test
  void aRefusalIsFinal() {
    MediaReader reader =
        new MediaReader(MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), () -> 0);
    byte[] unknown = "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
    Cutting nothing = Cutting.of(new byte[0]);

    ReadOutcome refusal = reader.read(ByteBuffer.wrap(unknown), nothing);

    assertThat(refusal.consumed()).isFalse();
    assertThat(reader.read(ByteBuffer.wrap(Recording.VP8.bytes()), nothing)).isEqualTo(refusal);
    assertThat(nothing.segments).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void damagedStreamsNeverThrowAndEndTheSameForEveryCut(Recording sample) {
    byte[] sound = sample.bytes();
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      byte[] damaged = damage(sound, random);
      assertThatCutsAgree(damaged, random, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "000000186674797069736F6D",
        "1A45DFA39F",
        "FFD8FFE0",
        "FFD8FFDA",
        "0000000167"
      })
  void randomBytesNeverThrowAndEndTheSameForEveryCut(String startHex) {
    byte[] start = HexFormat.of().parseHex(startHex);
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      assertThatCutsAgree(concat(start, noise), random, "seed " + seed);
    }
  }

  private static void assertThatCutsAgree(byte[] stream, Random random, String description) {
    Cutting whole = Cutting.of(stream, TIGHT, () -> Math.max(1, stream.length));
    // What a WebSocket close frame can carry.
    assertThat(whole.outcome().reason().getBytes(StandardCharsets.UTF_8).length)
        .as(description)
        .isLessThanOrEqualTo(123);
    assertThat(Cutting.of(stream, TIGHT, () -> 1).everything())
        .as(description)
        .isEqualTo(whole.everything());
    assertThat(Cutting.of(stream, TIGHT, () -> 1 + random.nextInt(999)).everything())
        .as(description)
        .isEqualTo(whole.everything());
  }

  /** Flips, overwrites, cuts out or repeats a few bytes, most of them where the structure is. */
  private static byte[] damage(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int end = random.nextBoolean() ? Math.min(bytes.length, 1500) : bytes.length;
      int at = random.nextInt(end);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(256));
        case 2 ->
            bytes =
                concat(
                    Arrays.copyOf(bytes, at),
                    Arrays.copyOfRange(bytes, Math.min(bytes.length, at + 9), bytes.length));
        default ->
            bytes =
                concat(
                    Arrays.copyOf(bytes, at),
                    Arrays.copyOfRange(bytes, Math.max(0, at - 9), bytes.length));
      }
    }
    return bytes;
  }

  @Test
  void mediaBytesAreHandedOnWithoutACopy() {
    byte[] stream = Recording.H264_FRAG_KEYFRAME.bytes();
    ByteBuffer direct = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
    AtomicInteger copiedBytes = new AtomicInteger();

    new MediaReader(MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), () -> 0)
        .read(direct, new CopyCounter(copiedBytes));

    // Two moof boxes of 144 bytes, the headers of two mdat boxes and of mfra, and what of the first
    // pictures stands in front of their slices' first bytes: once with what the encoder says of
    // itself.
    assertThat(copiedBytes).hasValue(2 * 144 + 3 * 8 + 636);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0003FFFF 6D6F6F76 0000", // moov of nearly 256 KiB
        "1A45DFA3 87 4282 84 7765626D A0 10FFFFFF 00", // BlockGroup of nearly 16 MiB
      })
  void lengthsThatAreOnlyPromisedCostNoMemory(String hex) {
    byte[] start = HexFormat.of().parseHex(hex.replace(" ", ""));
    List<MediaReader> readers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      MediaReader reader =
          new MediaReader(MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), () -> 0);
      assertThat(reader.read(ByteBuffer.wrap(start), Cutting.of(new byte[0])).consumed()).isTrue();
      readers.add(reader);
    }
    assertThat(readers).hasSize(20_000);
  }

  @Test
  void limitsMustLeaveRoomForRealStreams() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MediaLimits(100, 1 << 20, 1 << 20))
        .withMessage("maxHeaderBytes must be at least 1024: maxHeaderBytes=100");
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Counts the bytes of chunks that do not lie in the direct memory of the input. */
  private record CopyCounter(AtomicInteger copiedBytes) implements ChunkSink {

    @Override
    public void initSegment(MediaFormat format, ByteBuffer bytes) {}

    @Override
    public void beginChunk(boolean keyframe) {}

    @Override
    public void append(ByteBuffer piece) {
      if (!piece.isDirect()) {
        copiedBytes.addAndGet(piece.remaining());
      }
    }

    @Override
    public void endChunk() {}

    @Override
    public void discardChunk() {}
  }
}
