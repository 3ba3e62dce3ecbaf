package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.Pieces;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.SampleReader;
import io.iocp.streaming.media.SampleSink;
import java.nio.ByteBuffer;

/**
 * Reads an FLV file (FLV 10.1, annex E) as it comes, whatever way it is cut.
 *
 * <pre>
 *   FILE_HEADER ──► SKIP ──► TAG_HEADER ── audio, video ──► TAG_BODY ──► SKIP
 *                   ▲  (sizes of tags)   │
 *                   └────────────────────┘  script data, a file header again
 * </pre>
 *
 * <p>Script data, {@code onMetaData} among it, is skipped: what it says, the sequence headers say
 * better. So are the sizes of previous tags, which live sources get wrong.
 *
 * <p>Not thread-safe: one caller at a time.
 */
public final class FlvReader implements SampleReader {

  /** The first three bytes of every file: "FLV". */
  public static final int SIGNATURE = 0x464C56;

  private static final int FILE_HEADER_BYTES = 9;
  private static final int FLAG_AUDIO = 0x04;
  private static final int FLAG_VIDEO = 0x01;

  private static final int TAG_HEADER_BYTES = 11;
  private static final int PREVIOUS_TAG_SIZE_BYTES = 4;
  private static final int FLAG_ENCRYPTED = 0x20;
  private static final int AUDIO = 8;
  private static final int VIDEO = 9;
  private static final int SCRIPT_DATA = 18;

  private enum Step {
    FILE_HEADER,
    TAG_HEADER,
    TAG_BODY,
    SKIP
  }

  private final MediaLimits limits;
  private final FlvTags tags;
  private final ByteAccumulator head;

  private Step step = Step.FILE_HEADER;
  private int targetBytes = FILE_HEADER_BYTES;
  private long skipBytes;
  private int tagType;
  private int timestamp;

  /** Number of the current tag, from 1, and where it begins in the stream. */
  private long tagNumber;

  private long tagOffset;
  private long readBytes;

  /**
   * Creates a reader for one stream.
   *
   * @param memory shared by all readers
   */
  public FlvReader(MediaLimits limits, CollectingMemory memory) {
    this.limits = limits;
    this.tags = new FlvTags(limits, memory);
    this.head = new ByteAccumulator(memory);
  }

  @Override
  public ReadOutcome flush(SampleSink sink) {
    tags.flush(sink);
    return ReadOutcome.CONSUMED;
  }

  @Override
  public void close() {
    head.clear();
    tags.close();
  }

  @Override
  public ReadOutcome read(ByteBuffer input, SampleSink sink) {
    ReadOutcome outcome = ReadOutcome.CONSUMED;
    while (outcome.consumed()) {
      int before = input.position();
      boolean complete = step == Step.SKIP ? skip(input) : head.fill(input, targetBytes);
      readBytes += input.position() - before;
      if (!complete) {
        return head.isExhausted() ? ReadOutcome.OUT_OF_MEMORY : ReadOutcome.CONSUMED;
      }
      outcome = completed(sink);
    }
    return new ReadOutcome(outcome.status(), place() + outcome.reason());
  }

  private String place() {
    return tagNumber == 0 ? "FLV: " : "FLV tag " + tagNumber + " at byte " + tagOffset + ": ";
  }

  private boolean skip(ByteBuffer input) {
    skipBytes -= Pieces.skip(input, skipBytes);
    return skipBytes == 0;
  }

  private ReadOutcome completed(SampleSink sink) {
    return switch (step) {
      case FILE_HEADER -> fileHeader();
      case TAG_HEADER -> tagHeader();
      case TAG_BODY -> tagBody(sink);
      case SKIP -> {
        nextTag();
        yield ReadOutcome.CONSUMED;
      }
    };
  }

  private ReadOutcome fileHeader() {
    ByteView header = head.view(0);
    if (header.number(3) != SIGNATURE) {
      return ReadOutcome.malformed("no FLV header");
    }
    header.skip(1);
    int flags = header.u8();
    long headerBytes = header.u32();
    if (headerBytes < FILE_HEADER_BYTES) {
      return ReadOutcome.malformed("header of " + headerBytes + " bytes is too short");
    }
    if (headerBytes > limits.maxHeaderBytes()) {
      return ReadOutcome.tooLarge("header", headerBytes, limits.maxHeaderBytes());
    }
    // A live source may not know yet what it will send, and writes 0.
    boolean says = (flags & (FLAG_VIDEO | FLAG_AUDIO)) != 0;
    tags.expect(!says || (flags & FLAG_VIDEO) != 0, !says || (flags & FLAG_AUDIO) != 0);
    int collectedBeyond = head.size() - FILE_HEADER_BYTES;
    skipThenTag(headerBytes - FILE_HEADER_BYTES + PREVIOUS_TAG_SIZE_BYTES - collectedBeyond);
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome tagHeader() {
    ByteView header = head.view(0);
    if (header.duplicate().number(3) == SIGNATURE) {
      // The publisher has begun anew on the same connection, with a file header of its own.
      return fileHeader();
    }
    tagNumber++;
    tagOffset = readBytes - TAG_HEADER_BYTES;
    tagType = header.u8();
    int bodyBytes = (int) header.number(3);
    timestamp = (int) header.number(3) | header.u8() << 24;
    if ((tagType & FLAG_ENCRYPTED) != 0 && isKnown(tagType & ~FLAG_ENCRYPTED)) {
      return ReadOutcome.unsupported("tag is encrypted");
    }
    if (!isKnown(tagType)) {
      return ReadOutcome.malformed("expected a tag, found type " + tagType);
    }
    if (bodyBytes > limits.maxFrameBytes()) {
      return ReadOutcome.tooLarge("tag", bodyBytes, limits.maxFrameBytes());
    }
    if (tagType == SCRIPT_DATA) {
      skipThenTag((long) bodyBytes + PREVIOUS_TAG_SIZE_BYTES);
    } else {
      step = Step.TAG_BODY;
      head.clear();
      targetBytes = bodyBytes;
    }
    return ReadOutcome.CONSUMED;
  }

  private static boolean isKnown(int type) {
    return type == AUDIO || type == VIDEO || type == SCRIPT_DATA;
  }

  private ReadOutcome tagBody(SampleSink sink) {
    ReadOutcome outcome =
        tagType == VIDEO
            ? tags.video(timestamp, head.bytes(), sink)
            : tags.audio(timestamp, head.bytes(), sink);
    skipThenTag(PREVIOUS_TAG_SIZE_BYTES);
    return outcome;
  }

  private void skipThenTag(long bytes) {
    head.clear();
    skipBytes = bytes;
    step = Step.SKIP;
  }

  private void nextTag() {
    step = Step.TAG_HEADER;
    targetBytes = TAG_HEADER_BYTES;
  }
}
