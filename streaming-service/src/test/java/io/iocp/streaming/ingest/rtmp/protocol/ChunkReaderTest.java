package io.iocp.streaming.ingest.rtmp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkReaderTest {

  private static final String ALL_KINDS =
      // Chunk stream 4, audio at 1000, message stream 1, 3 bytes.
      "04 0003E8 000003 08 01000000 AABBCC"
          // The same length and type 20 ms later, and again.
          + "84 000014 AABBCD"
          + "C4 AABBCE"
          // Another length 20 ms later.
          + "44 000014 000002 08 AABB"
          // Chunk stream 64 + 1, and 64 + 2 + 256.
          + "00 01 000000 000001 12 00000000 01"
          + "01 02 01 000000 000001 12 00000000 02"
          // Chunks of 2 bytes from here on.
          + "02 000000 000004 01 00000000 00000002"
          // An extended timestamp, repeated in front of each chunk.
          + "06 FFFFFF 000005 09 01000000 01000000 1111"
          + "C6 01000000 2222"
          + "C4 AABB"
          + "C6 01000000 33"
          // An extended delta.
          + "86 FFFFFF 01000001 1111 C6 01000001 2222 C6 01000001 33"
          // A message that is given up.
          + "05 000000 000003 14 00000000 0102"
          + "02 000000 000004 02 00000000 0000 C2 0005"
          + "05 000000 000002 14 00000000 0304"
          // A message without a body.
          + "05 000000 000000 08 00000000";

  private static final List<String> MESSAGES =
      List.of(
          "8 @1000 on 1: aabbcc",
          "8 @1020 on 1: aabbcd",
          "8 @1040 on 1: aabbce",
          "8 @1060 on 1: aabb",
          "18 @0 on 0: 01",
          "18 @0 on 0: 02",
          "8 @1080 on 1: aabb",
          "9 @16777216 on 1: 1111222233",
          "9 @33554433 on 1: 1111222233",
          "20 @0 on 0: 0304",
          "8 @0 on 0: ");

  private final CollectingMemory memory = new CollectingMemory(1 << 20);
  private final ChunkReader reader = new ChunkReader(memory);

  @Test
  void allKindsOfHeadersAreRead() {
    assertThat(read(reader, Bytes.of(ALL_KINDS))).isEqualTo(MESSAGES);
  }

  @Test
  void everyCutGivesTheSameMessages() {
    ByteBuffer input = Bytes.of(ALL_KINDS);
    for (int first = 0; first <= input.limit(); first++) {
      ChunkReader cut = new ChunkReader(memory);
      List<String> messages = read(cut, input.slice(0, first));
      messages.addAll(read(cut, input.slice(first, input.limit() - first)));
      assertThat(messages).as("cut at %d", first).isEqualTo(MESSAGES);
    }
    ChunkReader byByte = new ChunkReader(memory);
    List<String> messages = new ArrayList<>();
    for (int at = 0; at < input.limit(); at++) {
      messages.addAll(read(byByte, input.slice(at, 1)));
    }
    assertThat(messages).isEqualTo(MESSAGES);
  }

  @Test
  void aMessageOfManyChunksIsPutTogether() {
    assertThat(
            read(
                reader,
                Bytes.of(
                    "03 000000 000102 14 00000000",
                    "11".repeat(128),
                    "C3",
                    "22".repeat(128),
                    "C3",
                    "3333")))
        .containsExactly("20 @0 on 0: " + "11".repeat(128) + "22".repeat(128) + "3333");
  }

  @Test
  void aMessageWithoutAFieldBehindATimestampAddsTheTimestamp() {
    // RTMP 1.0, 5.3.1.2.4; ffmpeg writes sound so that begins at the length of a frame.
    assertThat(read(reader, Bytes.of("04 000017 000001 08 01000000 01 C4 02 C4 03")))
        .containsExactly("8 @23 on 1: 01", "8 @46 on 1: 02", "8 @69 on 1: 03");
  }

  @Test
  void timestampsWrap() {
    assertThat(read(reader, Bytes.of("04 FFFFFF 000001 08 01000000 FFFFFFFF 01 84 000002 02")))
        .containsExactly("8 @4294967295 on 1: 01", "8 @1 on 1: 02");
  }

  @Test
  void aChunkStreamMayBeginWithoutItsMessageStream() {
    assertThat(read(reader, Bytes.of("42 000000 000001 04 01"))).containsExactly("4 @0 on 0: 01");
  }

  @Test
  void aChunkStreamMustBeginWithALength() {
    refused("84 000000 01", "RTMP message 1 to byte 4: chunk stream 4 begins without a header");
    refused("C5 01", "RTMP message 1 to byte 1: chunk stream 5 begins without a header");
  }

  @Test
  void aMessageMayNotBeginInsideAnother() {
    refused(
        "04 000000 000100 08 01000000" + "00".repeat(128) + "04 000000 000100 08 01000000",
        "a message begins before the previous one has ended");
  }

  @Test
  void chunksOfNothingAreRefused() {
    refused("02 000000 000004 01 00000000 00000000", "the chunk size is 0");
    refused("02 000000 000000 01 00000000", "the chunk size is 0");
  }

  @Test
  void messagesBeyondTheLimitAreRefusedAtTheirHeader() {
    refused("03 000000 010001 14 00000000", "message of 65537 bytes is larger than 65536");
    refused("03 000000 FFFFFF 09 00000000", "message of 16777215 bytes is larger than 65536");
  }

  @Test
  void mediaMayBeLargerOnceItIsAllowed() {
    reader.allowMedia(70_000);

    assertThat(reader.read(Bytes.of("03 000000 011170 09 00000000")))
        .isEqualTo(ChunkReader.Result.NEEDS_INPUT);
    refused("03 000000 011170 14 00000000", "message of 70000 bytes is larger than 65536");
  }

  @Test
  void chunkStreamsAreLimited() {
    StringBuilder streams = new StringBuilder();
    for (int id = 3; id < 20; id++) {
      streams.append(String.format(Locale.ROOT, "%02X 000000 000001 12 00000000 00", id));
    }

    refused(streams.toString(), "number of chunk streams of 17 bytes is larger than 16");
  }

  @Test
  void memoryIsOnlyTakenForBytesThatHaveCome() {
    reader.allowMedia(1 << 24);
    reader.read(Bytes.of("03 000000 FFFFFF 09 00000000" + "00".repeat(128)));
    assertThat(memory.takenBytes()).isZero();

    ChunkReader large = new ChunkReader(memory);
    large.allowMedia(1 << 24);
    large.read(Bytes.of("02 000000 000004 01 00000000 00FFFFFF"));
    large.read(Bytes.of("03 000000 FFFFFF 09 00000000"));
    large.read(ByteBuffer.allocate(200_000));
    assertThat(memory.takenBytes()).isPositive();
    assertThat(large.read(ByteBuffer.allocate(2_000_000))).isEqualTo(ChunkReader.Result.REFUSED);
    assertThat(large.refusal()).isEqualTo(ReadOutcome.OUT_OF_MEMORY);
    large.close();
    assertThat(memory.takenBytes()).isZero();
  }

  @Test
  void whatTheWriterWritesIsRead() {
    ChunkWriter writer = new ChunkWriter();
    for (int size : new int[] {0, 1, 127, 128, 129, 256, 257, 1000}) {
      ByteBuffer body = ByteBuffer.allocate(size);
      assertThat(read(reader, writer.message(3, 20, 1, body)))
          .containsExactly("20 @0 on 1: " + Bytes.hex(body));
    }
  }

  @Test
  void anyBytesEndInARefusalOrInMessagesButNeverInAnException() {
    Random random = new Random(5);
    ByteBuffer good = Bytes.of(ALL_KINDS);
    for (int round = 0; round < 50_000; round++) {
      ChunkReader any = new ChunkReader(memory);
      byte[] bytes;
      if (random.nextBoolean()) {
        bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
      } else {
        bytes = new byte[good.remaining()];
        good.duplicate().get(bytes);
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ByteBuffer input = ByteBuffer.wrap(bytes);
      int messages = 0;
      ChunkReader.Result result = any.read(input);
      while (result == ChunkReader.Result.MESSAGE) {
        messages++;
        assertThat(any.body().remaining()).isLessThanOrEqualTo(bytes.length);
        result = any.read(input);
      }
      assertThat(messages).isLessThanOrEqualTo(bytes.length);
      assertThat(result == ChunkReader.Result.REFUSED).isEqualTo(!any.refusal().consumed());
      any.close();
    }
    assertThat(memory.takenBytes()).isZero();
  }

  private void refused(String hex, String reason) {
    ChunkReader refusing = new ChunkReader(memory);
    ByteBuffer input = Bytes.of(hex);
    ChunkReader.Result result = refusing.read(input);
    while (result == ChunkReader.Result.MESSAGE) {
      result = refusing.read(input);
    }
    assertThat(result).isEqualTo(ChunkReader.Result.REFUSED);
    assertThat(refusing.refusal().reason()).endsWith(reason);
    assertThat(refusing.read(Bytes.of("00"))).isEqualTo(ChunkReader.Result.REFUSED);
  }

  private static List<String> read(ChunkReader reader, ByteBuffer input) {
    List<String> messages = new ArrayList<>();
    while (reader.read(input) == ChunkReader.Result.MESSAGE) {
      messages.add(
          reader.type()
              + " @"
              + Integer.toUnsignedLong(reader.timestamp())
              + " on "
              + reader.messageStreamId()
              + ": "
              + Bytes.hex(reader.body()));
    }
    assertThat(input.hasRemaining()).isFalse();
    return messages;
  }
}
