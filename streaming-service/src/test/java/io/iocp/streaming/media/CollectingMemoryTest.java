package io.iocp.streaming.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.input.Cutting;
import io.iocp.streaming.media.input.MediaReader;
import io.iocp.streaming.media.input.Recording;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class CollectingMemoryTest {

  private static final int PIECE_BYTES = 16 << 10;

  private final CollectingMemory memory = new CollectingMemory(1 << 20);
  private final List<MediaReader> readers = new ArrayList<>();
  private final Cutting nothing = Cutting.of(new byte[0]);

  /** A box free, an element Info, a BlockGroup: of more than they will ever get. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0003FFFF 66726565",
        "1A45DFA3 88 4282 85 7765626D00 1549A966 1003FFFF",
        "1A45DFA3 88 4282 85 7765626D00 A0 10FFFFFF"
      })
  void whatAllReadersTogetherCollectIsBounded(String start) {
    byte[] header = HexFormat.of().parseHex(start.replace(" ", ""));
    List<Status> outcomes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      outcomes.add(collect(header));
    }

    assertThat(outcomes.subList(0, 3)).containsOnly(Status.CONSUMED);
    assertThat(outcomes.subList(3, 10)).containsOnly(Status.OUT_OF_MEMORY);
    assertThat(memory.takenBytes()).isBetween(1L, 1L << 20);
    readers.forEach(MediaReader::close);
    assertThat(memory.takenBytes()).as("given back").isZero();
    assertThat(collect(header)).isEqualTo(Status.CONSUMED);
  }

  /** Where frames pass through; those of a transport stream are put together from its packets. */
  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_NONE, names = "(TS|ANNEXB)_.*")
  void aReaderThatCollectsLittleNeedsNoneOfIt(Recording sample) {
    CollectingMemory none = new CollectingMemory(0);

    assertThat(
            new MediaReader(MediaLimits.DEFAULTS, none, () -> 0)
                .read(ByteBuffer.wrap(sample.bytes()), Cutting.of(new byte[0]))
                .status())
        .isEqualTo(Status.CONSUMED);
    assertThat(none.takenBytes()).isZero();
  }

  /** What has been collected stays below what is everybody's own, up to the last bytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00040000 66726565",
        "1A45DFA3 88 4282 85 7765626D00 1549A966 10040000",
        "1A45DFA3 88 4282 85 7765626D00 1654AE6B 10040000",
        "1A45DFA3 88 4282 85 7765626D00 A0 10FFFFFF"
      })
  void whatIsNotCountedIsAFewKibibytesForEachReader(String start) {
    CollectingMemory none = new CollectingMemory(0);
    MediaReader reader = new MediaReader(MediaLimits.DEFAULTS, none, () -> 0);
    ReadOutcome outcome =
        reader.read(ByteBuffer.wrap(HexFormat.of().parseHex(start.replace(" ", ""))), nothing);
    int sent = 0;
    while (outcome.consumed()) {
      outcome = reader.read(ByteBuffer.allocate(64), nothing);
      sent += 64;
    }

    assertThat(outcome.status()).isEqualTo(Status.OUT_OF_MEMORY);
    assertThat(sent).isLessThanOrEqualTo(4 << 10);
  }

  /** Sends the start of a stream and 200 KiB of what must be collected. */
  private Status collect(byte[] start) {
    MediaReader reader = new MediaReader(MediaLimits.DEFAULTS, memory, () -> 0);
    readers.add(reader);
    ReadOutcome outcome = reader.read(ByteBuffer.wrap(start), nothing);
    for (int sent = 0; sent < 200 << 10 && outcome.consumed(); sent += PIECE_BYTES) {
      outcome = reader.read(ByteBuffer.wrap(new byte[PIECE_BYTES]), nothing);
    }
    return outcome.status();
  }
}
