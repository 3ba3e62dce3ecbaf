package io.iocp.streaming.media.jpeg;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.Pieces;
import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;

/**
 * Cuts JPEG pictures (ITU-T T.81, annex B) that follow each other without anything between them, as
 * {@code ffmpeg -f mjpeg} writes them.
 *
 * <pre>
 *   SOI ──► MARKER ──FF──► CODE ──► LENGTH ──► SEGMENT ──► MARKER
 *                           │ EOI                 │ of SOS
 *                           ▼                     ▼
 *                         ENDED ◄───── CODE ◄─FF─ SCAN   (FF 00 and FF RSTn lead back to SCAN)
 * </pre>
 *
 * <p>Segments are skipped by their length, so that a thumbnail inside one ends nothing.
 */
public final class JpegReader implements ContainerReader {

  /** The first three bytes of every picture: SOI and the start of the next marker. */
  public static final int SIGNATURE = 0xFFD8FF;

  private static final MediaFormat FORMAT = new MediaFormat("jpeg", "image/jpeg", true, 0, 0);

  private static final int MARKER_PREFIX = 0xFF;
  private static final int STUFFED_ZERO = 0x00;
  private static final int TEM = 0x01;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int LENGTH_FIELD_BYTES = 2;

  private enum Step {
    MARKER,
    CODE,
    LENGTH_HIGH,
    LENGTH_LOW,
    SEGMENT,
    SCAN,
    SCAN_CODE,
    ENDED,
    DAMAGED
  }

  private final MediaLimits limits;
  private final byte[] startOfImage = {(byte) MARKER_PREFIX, (byte) SOI};

  private boolean streamStarted;
  private boolean prefixSeen;
  private boolean inPicture;
  private int pictureBytes;
  private Step step = Step.MARKER;
  private int marker;
  private int segmentBytes;

  public JpegReader(MediaLimits limits) {
    this.limits = limits;
  }

  @Override
  public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
    ReadOutcome outcome = ReadOutcome.CONSUMED;
    while (outcome.consumed() && input.hasRemaining()) {
      outcome = inPicture ? picture(input, sink) : start(input.get() & 0xFF, sink);
    }
    return outcome;
  }

  private ReadOutcome start(int next, ChunkSink sink) {
    if (next == MARKER_PREFIX) {
      prefixSeen = true;
      return ReadOutcome.CONSUMED;
    }
    if (!prefixSeen || next != SOI) {
      return ReadOutcome.malformed("no JPEG picture where one should start");
    }
    if (!streamStarted) {
      streamStarted = true;
      sink.initSegment(FORMAT, ByteBuffer.allocate(0));
    }
    sink.beginChunk(true);
    sink.append(ByteBuffer.wrap(startOfImage));
    inPicture = true;
    pictureBytes = startOfImage.length;
    step = Step.MARKER;
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome picture(ByteBuffer input, ChunkSink sink) {
    int room = limits.maxFrameBytes() - pictureBytes;
    if (room == 0) {
      return new ReadOutcome(
          ReadOutcome.Status.TOO_LARGE,
          "JPEG picture is larger than " + limits.maxFrameBytes() + " bytes");
    }
    ByteBuffer piece = input.slice(input.position(), Math.min(room, input.remaining()));
    while (piece.hasRemaining() && step != Step.ENDED && step != Step.DAMAGED) {
      advance(piece);
    }
    if (step == Step.DAMAGED) {
      return ReadOutcome.malformed("JPEG picture is damaged");
    }
    input.position(input.position() + piece.position());
    pictureBytes += piece.position();
    sink.append(piece.flip());
    if (step == Step.ENDED) {
      sink.endChunk();
      inPicture = false;
      prefixSeen = false;
    }
    return ReadOutcome.CONSUMED;
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
    } else if (next == STUFFED_ZERO || next == SOI) {
      step = Step.DAMAGED;
    } else if (next == TEM || isRestart(next)) {
      step = Step.MARKER;
    } else {
      step = Step.LENGTH_HIGH;
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
}
