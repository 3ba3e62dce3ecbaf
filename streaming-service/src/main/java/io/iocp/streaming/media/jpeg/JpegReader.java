package io.iocp.streaming.media.jpeg;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.Pieces;
import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;

/**
 * Cuts JPEG pictures (ITU-T T.81, annex B) that follow each other, as {@code ffmpeg -f mjpeg}
 * writes them, or as the parts of {@code multipart/x-mixed-replace} that cameras send.
 *
 * <pre>
 *   BETWEEN ──FF D8 FF──► CODE ──► LENGTH ──► SEGMENT ──► MARKER ──FF──► CODE
 *      ▲                   │ EOI                 │ of SOS
 *      │                   ▼                     ▼
 *      └───────────────── ENDED ◄───── CODE ◄─FF─ SCAN   (FF 00 and FF RSTn lead back to SCAN)
 * </pre>
 *
 * <p>Segments are skipped by their length, so that a thumbnail inside one ends nothing. What stands
 * between pictures (padding, line ends, the headers of parts, with or without Content-Length) is
 * skipped up to the next start of a picture: a picture's own markers say where it ends. A damaged
 * picture is dropped and counted. Only {@value #MAX_DAMAGED_PICTURES} of them in a row, or {@value
 * #MAX_BYTES_BETWEEN} bytes outside of pictures without a sound one, end the stream.
 */
public final class JpegReader implements ContainerReader {

  static final int MAX_DAMAGED_PICTURES = 100;
  static final int MAX_BYTES_BETWEEN = 1 << 20;

  private static final MediaFormat FORMAT = new MediaFormat("jpeg", "image/jpeg", true, 0, 0);

  /** SOI and the start of the next marker. */
  private static final byte[] PICTURE_START = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  private static final int PICTURE_SIGNATURE = 0xFFD8FF;
  private static final int BOUNDARY_SIGNATURE = 0x2D2D;
  private static final int LINE_AND_BOUNDARY_SIGNATURE = 0x0D0A2D2D;

  private static final int MARKER_PREFIX = 0xFF;
  private static final int STUFFED_ZERO = 0x00;
  private static final int TEM = 0x01;
  private static final int SOF0 = 0xC0;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;
  private static final int LENGTH_FIELD_BYTES = 2;

  private enum Step {
    BETWEEN,
    MARKER,
    CODE,
    LENGTH_HIGH,
    LENGTH_LOW,
    SEGMENT,
    SCAN,
    SCAN_CODE,
    ENDED,
    DAMAGED,
    /** Damaged because the next picture's SOI stands in the middle of it. */
    CUT_SHORT
  }

  private final MediaLimits limits;

  private boolean streamStarted;
  private Step step = Step.BETWEEN;
  private int pictureBytes;
  private int marker;
  private int segmentBytes;

  /** How much of {@link #PICTURE_START} the last bytes between pictures match. */
  private int matchedBytes;

  private int bytesBetween;
  private int damagedInARow;
  private long damagedPictures;

  /** Bytes of the stream that have been read. */
  private long position;

  public JpegReader(MediaLimits limits) {
    this.limits = limits;
  }

  /**
   * Whether a stream that starts with these four bytes is for this reader: a picture or a multipart
   * boundary.
   */
  public static boolean startsWith(int firstBytes) {
    return firstBytes >>> 8 == PICTURE_SIGNATURE
        || firstBytes >>> 16 == BOUNDARY_SIGNATURE
        || firstBytes == LINE_AND_BOUNDARY_SIGNATURE;
  }

  @Override
  public long damagedPictures() {
    return damagedPictures;
  }

  @Override
  public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
    ReadOutcome outcome = ReadOutcome.CONSUMED;
    while (outcome.consumed() && input.hasRemaining()) {
      outcome = step == Step.BETWEEN ? between(input, sink) : picture(input, sink);
    }
    return outcome;
  }

  private ReadOutcome between(ByteBuffer input, ChunkSink sink) {
    int next = input.get();
    position++;
    if (next == PICTURE_START[matchedBytes]) {
      matchedBytes++;
    } else {
      matchedBytes = next == PICTURE_START[0] ? 1 : 0;
    }
    if (matchedBytes == PICTURE_START.length) {
      beginPicture(sink);
      return ReadOutcome.CONSUMED;
    }
    bytesBetween++;
    return bytesBetween - matchedBytes > MAX_BYTES_BETWEEN
        ? ReadOutcome.malformed(
            "no sound JPEG picture in " + MAX_BYTES_BETWEEN + " bytes up to byte " + position)
        : ReadOutcome.CONSUMED;
  }

  private void beginPicture(ChunkSink sink) {
    if (!streamStarted) {
      streamStarted = true;
      sink.initSegment(FORMAT, ByteBuffer.allocate(0));
    }
    sink.picture(ChunkSink.UNTIMED, ChunkSink.UNTIMED);
    sink.beginChunk(true);
    sink.append(ByteBuffer.wrap(PICTURE_START).asReadOnlyBuffer());
    pictureBytes = PICTURE_START.length;
    step = Step.CODE;
  }

  private ReadOutcome picture(ByteBuffer input, ChunkSink sink) {
    int room = limits.maxFrameBytes() - pictureBytes;
    if (room == 0) {
      return new ReadOutcome(
          ReadOutcome.Status.TOO_LARGE,
          "JPEG picture up to byte "
              + position
              + " is larger than "
              + limits.maxFrameBytes()
              + " bytes");
    }
    ByteBuffer piece = input.slice(input.position(), Math.min(room, input.remaining()));
    while (piece.hasRemaining() && isInside()) {
      advance(piece);
    }
    input.position(input.position() + piece.position());
    pictureBytes += piece.position();
    position += piece.position();
    if (isInside() || step == Step.ENDED) {
      sink.append(piece.flip());
    }
    return isInside() ? ReadOutcome.CONSUMED : endPicture(sink);
  }

  private boolean isInside() {
    return step != Step.ENDED && step != Step.DAMAGED && step != Step.CUT_SHORT;
  }

  private ReadOutcome endPicture(ChunkSink sink) {
    matchedBytes = step == Step.CUT_SHORT ? PICTURE_START.length - 1 : 0;
    if (step == Step.ENDED) {
      sink.endChunk();
      bytesBetween = 0;
      damagedInARow = 0;
    } else {
      sink.discardChunk();
      damagedPictures++;
      damagedInARow++;
    }
    step = Step.BETWEEN;
    return damagedInARow == MAX_DAMAGED_PICTURES
        ? ReadOutcome.malformed(
            MAX_DAMAGED_PICTURES + " damaged JPEG pictures in a row up to byte " + position)
        : ReadOutcome.CONSUMED;
  }

  private void advance(ByteBuffer piece) {
    if (step == Step.SEGMENT) {
      segmentBytes -= Pieces.skip(piece, segmentBytes);
      endSegmentIfComplete();
      return;
    }
    int next = piece.get() & 0xFF;
    while (step == Step.SCAN && next != MARKER_PREFIX && piece.hasRemaining()) {
      next = piece.get() & 0xFF;
    }
    switch (step) {
      case MARKER -> step = next == MARKER_PREFIX ? Step.CODE : Step.DAMAGED;
      case CODE -> code(next);
      case LENGTH_HIGH -> {
        segmentBytes = next << 8;
        step = Step.LENGTH_LOW;
      }
      case LENGTH_LOW -> {
        segmentBytes += next - LENGTH_FIELD_BYTES;
        step = segmentBytes < 0 ? Step.DAMAGED : Step.SEGMENT;
        endSegmentIfComplete();
      }
      case SCAN -> step = next == MARKER_PREFIX ? Step.SCAN_CODE : Step.SCAN;
      case SCAN_CODE -> {
        if (next == STUFFED_ZERO || isRestart(next)) {
          step = Step.SCAN;
        } else {
          code(next);
        }
      }
      default -> step = Step.DAMAGED;
    }
  }

  private void code(int next) {
    marker = next;
    if (next == MARKER_PREFIX) {
      // Any number of fill bytes may stand in front of a marker (B.1.1.2).
      return;
    }
    if (next == EOI) {
      step = Step.ENDED;
    } else if (next == SOI) {
      step = Step.CUT_SHORT;
    } else if (next == TEM || isRestart(next)) {
      step = Step.MARKER;
    } else {
      // A code that is reserved is damage: its length would lead far into the pictures behind.
      step = isSegment(next) ? Step.LENGTH_HIGH : Step.DAMAGED;
    }
  }

  private void endSegmentIfComplete() {
    if (step == Step.SEGMENT && segmentBytes == 0) {
      step = marker == SOS ? Step.SCAN : Step.MARKER;
    }
  }

  private static boolean isRestart(int code) {
    return code >= RST0 && code <= RST7;
  }

  /** Whether a length follows: frames, tables, scans, applications' data and comments. */
  private static boolean isSegment(int code) {
    return (code >= SOF0 && code <= APP15) || code == COM;
  }
}
