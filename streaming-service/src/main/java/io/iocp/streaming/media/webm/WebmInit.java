package io.iocp.streaming.media.webm;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.TrackList;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Builds the init segment that viewers get: an EBML header and a Segment header of our own, then
 * the publisher's Info and Tracks. The Segment's size is unknown, as it is in everything live.
 */
final class WebmInit {

  /**
   * EBML version 1, DocType webm, DocTypeVersion 4, DocTypeReadVersion 2; Segment, unknown size.
   */
  private static final byte[] EBML_AND_SEGMENT =
      HexFormat.of()
          .parseHex(
              "1A45DFA39F4286810142F7810142F2810442F381084282847765626D4287810442858102"
                  + "1853806701FFFFFFFFFFFFFF");

  private static final int VOID_HEADER_BYTES = 2;
  private static final int VOID_SIZE_MARKER = 0x80;
  private static final int VOID_MAX_BYTES = VOID_HEADER_BYTES + 0x7E;

  private final ByteAccumulator bytes;
  private WebmTracks tracks = new WebmTracks();
  private boolean hasInfo;
  private boolean hasTracks;
  private boolean complete;

  WebmInit(CollectingMemory memory) {
    this.bytes = new ByteAccumulator(memory);
  }

  void close() {
    bytes.clear();
  }

  /** Starts again: the publisher has sent an EBML header. */
  void restart() {
    bytes.clear();
    bytes.add(EBML_AND_SEGMENT);
    tracks = new WebmTracks();
    hasInfo = false;
    hasTracks = false;
    complete = false;
  }

  /** Takes a complete Info element, which stands at a byte of the stream; only the first counts. */
  ReadOutcome info(ByteBuffer element, ByteView body, long at) {
    if (!complete && !hasInfo) {
      hasInfo = true;
      hideWhatEndsUpWrong(element, body);
      if (!bytes.fill(element, bytes.size() + element.remaining())) {
        return ReadOutcome.OUT_OF_MEMORY;
      }
    }
    return body.overrun()
        ? ReadOutcome.malformed("WebM Info at byte " + at + " is damaged")
        : ReadOutcome.CONSUMED;
  }

  /**
   * A recorded file tells its duration, which is wrong for a live stream that is joined anywhere;
   * the checksum would be wrong without it. Both become Void elements of the same length.
   */
  private static void hideWhatEndsUpWrong(ByteBuffer element, ByteView body) {
    int start = body.position();
    for (EbmlElement e = EbmlElement.next(body); e != null; e = EbmlElement.next(body)) {
      int length = body.position() - start;
      boolean fits = length >= VOID_HEADER_BYTES && length <= VOID_MAX_BYTES;
      if (fits && (e.id() == EbmlId.DURATION || e.id() == EbmlId.CRC_32)) {
        element.put(start, (byte) EbmlId.VOID);
        element.put(start + 1, (byte) (VOID_SIZE_MARKER | length - VOID_HEADER_BYTES));
      }
      start = body.position();
    }
  }

  /** Takes a complete Tracks element; only the first counts. */
  ReadOutcome tracks(ByteBuffer element, ByteView body, long at) {
    if (complete || hasTracks) {
      return ReadOutcome.CONSUMED;
    }
    hasTracks = true;
    return bytes.fill(element, bytes.size() + element.remaining())
        ? tracks.read(body, at)
        : ReadOutcome.OUT_OF_MEMORY;
  }

  /** The first Cluster has come: what is here by now is the init segment. */
  ReadOutcome complete(long at, ChunkSink sink) {
    if (!hasTracks) {
      return ReadOutcome.malformed("WebM Cluster at byte " + at + " before Tracks");
    }
    if (!complete) {
      complete = true;
      sink.initSegment(tracks.format(), bytes.bytes());
      bytes.clear();
    }
    return ReadOutcome.CONSUMED;
  }

  boolean isComplete() {
    return complete;
  }

  /** How the picture track's frames say that they are keyframes. */
  VpxKeyframes keyframes() {
    return tracks.keyframes();
  }

  TrackList trackList() {
    return tracks.tracks();
  }
}
