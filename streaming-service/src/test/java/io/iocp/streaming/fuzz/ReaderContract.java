package io.iocp.streaming.fuzz;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.SampleReader;
import io.iocp.streaming.media.mp4.FragmentWriter;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What a reader of a container promises of any bytes: it throws nothing, its refusal fits into a
 * close frame, every cut gives the same, what comes out is not much more than what went in, and
 * when it is closed it has given its memory back.
 */
final class ReaderContract {

  /** Small enough that lengths in the input run into them. */
  static final MediaLimits TIGHT = new MediaLimits(4096, 16_384, 8192);

  private static final long MEMORY_BYTES = 1 << 22;
  private static final int CLOSE_REASON_BYTES = 123;

  /** An init segment and the headers of a fragment may come of a few bytes. */
  private static final long LARGEST_GROWTH = 400;

  private static final long FREE_BYTES = 8192;

  private ReaderContract() {}

  /** Makes a reader of a container that is handed on as it came. */
  static void check(
      byte[] input, BiFunction<MediaLimits, CollectingMemory, ContainerReader> container) {
    Cuts cuts = new Cuts(input);
    Read whole = new Read(container);
    cuts.whole(whole);
    Read cut = new Read(container);
    cuts.pieces(cut);
    String first = whole.end(input.length);
    String second = cut.end(input.length);
    if (!first.equals(second)) {
      throw new AssertionError("whole: " + first + "\ncut:   " + second);
    }
  }

  /** Makes a reader of a container whose samples become fragmented MP4. */
  static void checkRemuxed(
      byte[] input, BiFunction<MediaLimits, CollectingMemory, SampleReader> reader) {
    check(input, (limits, memory) -> new Remuxed(reader.apply(limits, memory)));
  }

  private static final class Read implements Consumer<ByteBuffer> {

    private final CollectingMemory memory = new CollectingMemory(MEMORY_BYTES);
    private final ContainerReader reader;
    private final ChunkDigest sink = new ChunkDigest();
    private ReadOutcome outcome = ReadOutcome.CONSUMED;

    Read(BiFunction<MediaLimits, CollectingMemory, ContainerReader> container) {
      reader = container.apply(TIGHT, memory);
    }

    @Override
    public void accept(ByteBuffer piece) {
      if (outcome.consumed()) {
        outcome = reader.read(piece, sink);
        require(!outcome.consumed() || !piece.hasRemaining(), "all input is taken");
      }
    }

    String end(long inputBytes) {
      if (outcome.consumed()) {
        outcome = reader.flush(sink);
      }
      String counts = " lost " + reader.lostPackets() + " damaged " + reader.damagedPictures();
      String warnings = reader.warnings().toString();
      require(outcome.reason().length() <= CLOSE_REASON_BYTES, "short reason: " + outcome);
      require(outcome.reason().chars().allMatch(c -> c >= ' ' && c < 127), "ASCII: " + outcome);
      require(sink.bytes() <= FREE_BYTES + inputBytes * LARGEST_GROWTH, "bounded growth");
      require(memory.takenBytes() <= MEMORY_BYTES, "bounded memory");
      reader.close();
      require(memory.takenBytes() == 0, "memory is given back: " + memory.takenBytes());
      return outcome + counts + warnings + Long.toHexString(sink.value(outcome.consumed()));
    }
  }

  /** As a publisher's reader does it. */
  private static final class Remuxed implements ContainerReader {

    private final SampleReader reader;
    private final FragmentWriter writer = new FragmentWriter();

    Remuxed(SampleReader reader) {
      this.reader = reader;
    }

    @Override
    public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
      return reader.read(input, writer.into(sink));
    }

    @Override
    public ReadOutcome flush(ChunkSink sink) {
      return reader.flush(writer.into(sink));
    }

    @Override
    public long lostPackets() {
      return reader.lostPackets();
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError("broken rule: " + rule);
    }
  }
}
