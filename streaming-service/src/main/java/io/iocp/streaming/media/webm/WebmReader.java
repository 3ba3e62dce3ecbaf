package io.iocp.streaming.media.webm;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.MediaWarning;
import io.iocp.streaming.media.MediaWarnings;
import io.iocp.streaming.media.Pieces;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.TrackList;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Cuts WebM (RFC 9559 with WebM's codecs) and clusters it anew, so that a viewer can start at every
 * keyframe.
 *
 * <p>The stream is read as a flat sequence of elements: Segment and Cluster are entered, their
 * sizes are not needed because each ID names its level. That makes known and unknown sizes the
 * same.
 *
 * <pre>
 *   EBML, Info, Tracks        collected; they become the init segment at the first Cluster
 *   Cluster, Timestamp        remembered; written again in front of blocks
 *   SimpleBlock               a chunk, passed through as soon as its first bytes are here
 *   BlockGroup                a chunk; collected, because only its end tells whether it is a keyframe
 *   all others                dropped: Cues, SeekHead and Tags point into a file that no viewer has
 * </pre>
 *
 * <p>Each block is a chunk of its own, sound included: waiting for the next picture would delay the
 * sound, and holding a picture's chunk open would delay the picture. In front of every keyframe,
 * and of the first block after a Cluster of the publisher, stands a Cluster of unknown size with
 * the publisher's Timestamp, so the blocks' relative times stay as they are.
 *
 * <p>A picture of VP8 and VP9 is a keyframe only if its own first byte says so too. Frames in
 * lacing are refused: Chromium plays none.
 */
public final class WebmReader implements ContainerReader {

  /** WebM has a TimestampScale of one millisecond. */
  private static final long MICROS_A_TICK = 1_000;

  /** Track number, time relative to the cluster, flags (RFC 9559, section 10.1). */
  private static final int BLOCK_TIME_AND_FLAGS_BYTES = 3;

  private static final int SIMPLE_BLOCK_KEYFRAME = 0x80;
  private static final int LACING = 0x06;

  private static final byte UNKNOWN_SIZE_ONE_BYTE = (byte) 0xFF;
  private static final byte SIZE_MARKER = (byte) 0x80;
  private static final int CLUSTER_HEADER_BYTES = 15;

  private enum Step {
    HEADER,
    BODY,
    BLOCK_HEADER,
    PASS,
    SKIP
  }

  private final MediaLimits limits;
  private final WebmInit init;
  private final ByteAccumulator head;
  private final ByteBuffer clusterHeader = ByteBuffer.allocate(CLUSTER_HEADER_BYTES);

  private final MediaWarnings warnings = new MediaWarnings();

  private Step step = Step.HEADER;
  private int targetBytes = 1;

  /** Where {@link #head} starts in the stream. */
  private long headAt;

  private int id;
  private int headerBytes;

  /** Bytes of the current element that are still to be passed through or skipped. */
  private long restBytes;

  private boolean clusterStarts;
  private boolean hasTimestamp;
  private long timestamp;

  public WebmReader(MediaLimits limits, CollectingMemory memory) {
    this.limits = limits;
    this.init = new WebmInit(memory);
    this.head = new ByteAccumulator(memory);
  }

  @Override
  public void close() {
    head.clear();
    init.close();
  }

  @Override
  public List<MediaWarning> warnings() {
    return warnings.list();
  }

  @Override
  public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
    ReadOutcome outcome = ReadOutcome.CONSUMED;
    while (outcome.consumed()) {
      switch (step) {
        case PASS -> {
          int passed = Pieces.pass(input, restBytes, sink);
          restBytes -= passed;
          headAt += passed;
          if (restBytes > 0) {
            return ReadOutcome.CONSUMED;
          }
          sink.endChunk();
          nextElement();
        }
        case SKIP -> {
          int skipped = Pieces.skip(input, restBytes);
          restBytes -= skipped;
          headAt += skipped;
          if (restBytes > 0) {
            return ReadOutcome.CONSUMED;
          }
          nextElement();
        }
        default -> {
          if (!head.fill(input, targetBytes)) {
            return head.isExhausted() ? ReadOutcome.OUT_OF_MEMORY : ReadOutcome.CONSUMED;
          }
          outcome = collected(sink);
        }
      }
    }
    return outcome;
  }

  private ReadOutcome collected(ChunkSink sink) {
    return switch (step) {
      case HEADER -> header(sink);
      case BLOCK_HEADER -> simpleBlock(sink);
      default -> body(sink);
    };
  }

  /** Goes on from ID to size to the element, as far as the bytes that are here reach. */
  private ReadOutcome header(ChunkSink sink) {
    ByteView view = head.view(0);
    int first = view.duplicate().u8();
    if (!EbmlElement.isIdStart(first)) {
      return ReadOutcome.malformed(
          "no WebM element at byte " + headAt + ", where one was expected");
    }
    int idBytes = EbmlElement.length(first);
    if (head.size() <= idBytes) {
      targetBytes = idBytes + 1;
      if (head.size() < targetBytes) {
        return ReadOutcome.CONSUMED;
      }
    }
    id = EbmlElement.id(view);
    int sizeBytes = EbmlElement.length(view.duplicate().u8());
    if (sizeBytes > Long.BYTES) {
      return ReadOutcome.malformed("WebM element" + at() + " has an invalid size");
    }
    headerBytes = idBytes + sizeBytes;
    if (head.size() < headerBytes) {
      targetBytes = headerBytes;
      return ReadOutcome.CONSUMED;
    }
    return element(EbmlElement.size(view), sink);
  }

  private ReadOutcome element(long sizeBytes, ChunkSink sink) {
    if (id == EbmlId.SEGMENT) {
      nextElement();
      return ReadOutcome.CONSUMED;
    }
    if (id == EbmlId.CLUSTER) {
      hasTimestamp = false;
      ReadOutcome outcome = init.complete(headAt, sink);
      nextElement();
      return outcome;
    }
    if (sizeBytes == EbmlElement.UNKNOWN_SIZE) {
      return ReadOutcome.malformed("WebM element" + at() + " has no size and must have one");
    }
    return switch (id) {
      case EbmlId.EBML, EbmlId.INFO, EbmlId.TRACKS ->
          collect(sizeBytes, limits.maxHeaderBytes(), "WebM header element");
      case EbmlId.TIMESTAMP -> collect(sizeBytes, Long.BYTES, "WebM Timestamp");
      case EbmlId.BLOCK_GROUP -> collect(sizeBytes, limits.maxFrameBytes(), "WebM BlockGroup");
      case EbmlId.SIMPLE_BLOCK -> awaitBlockHeader(sizeBytes);
      default -> skip(sizeBytes);
    };
  }

  private ReadOutcome collect(long sizeBytes, int maxBytes, String what) {
    if (sizeBytes > maxBytes) {
      return ReadOutcome.tooLarge(what + at(), sizeBytes, maxBytes);
    }
    step = Step.BODY;
    targetBytes = headerBytes + (int) sizeBytes;
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome skip(long sizeBytes) {
    if (sizeBytes > limits.maxChunkBytes()) {
      return ReadOutcome.tooLarge("WebM element" + at(), sizeBytes, limits.maxChunkBytes());
    }
    step = Step.SKIP;
    restBytes = sizeBytes;
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome awaitBlockHeader(long sizeBytes) {
    if (sizeBytes > limits.maxFrameBytes()) {
      return ReadOutcome.tooLarge("WebM block" + at(), sizeBytes, limits.maxFrameBytes());
    }
    if (sizeBytes <= BLOCK_TIME_AND_FLAGS_BYTES) {
      return ReadOutcome.malformed("WebM block" + at() + " is shorter than its header");
    }
    step = Step.BLOCK_HEADER;
    targetBytes = headerBytes + 1;
    restBytes = sizeBytes;
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome simpleBlock(ChunkSink sink) {
    ByteView block = head.view(headerBytes);
    int blockHeaderBytes = EbmlElement.length(block.duplicate().u8()) + BLOCK_TIME_AND_FLAGS_BYTES;
    if (blockHeaderBytes > restBytes) {
      return ReadOutcome.malformed("WebM block" + at() + " is shorter than its header");
    }
    int collectedBytes = (int) Math.min(blockHeaderBytes + 1L, restBytes);
    if (block.remaining() < collectedBytes) {
      targetBytes = headerBytes + collectedBytes;
      return ReadOutcome.CONSUMED;
    }
    long track = EbmlElement.size(block);
    short relativeTime = (short) block.u16();
    int flags = block.u8();
    boolean blockIsKeyframe = (flags & SIMPLE_BLOCK_KEYFRAME) != 0;
    ReadOutcome outcome = beginChunk(track, relativeTime, flags, blockIsKeyframe, block, sink);
    restBytes -= collectedBytes;
    step = Step.PASS;
    return outcome;
  }

  private ReadOutcome body(ChunkSink sink) {
    ByteView body = head.view(headerBytes);
    ReadOutcome outcome =
        switch (id) {
          case EbmlId.EBML -> ebmlHeader(body);
          case EbmlId.INFO -> init.info(head.bytes(), body, headAt);
          case EbmlId.TRACKS -> init.tracks(head.bytes(), body, headAt);
          case EbmlId.TIMESTAMP -> timestamp(body);
          default -> blockGroup(body, sink);
        };
    nextElement();
    return outcome;
  }

  private ReadOutcome ebmlHeader(ByteView body) {
    String docType = "";
    for (EbmlElement e = EbmlElement.next(body); e != null; e = EbmlElement.next(body)) {
      if (e.id() == EbmlId.DOC_TYPE) {
        docType = e.text();
      }
    }
    if (body.overrun()) {
      return ReadOutcome.malformed("EBML header" + at() + " is damaged");
    }
    if (!docType.equals("webm") && !docType.equals("matroska")) {
      return ReadOutcome.unsupported("EBML document" + at() + " is neither WebM nor Matroska");
    }
    init.restart();
    hasTimestamp = false;
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome timestamp(ByteView body) {
    timestamp = body.number(body.remaining());
    hasTimestamp = true;
    clusterStarts = true;
    return ReadOutcome.CONSUMED;
  }

  /** A frame in a BlockGroup is a keyframe when it refers to no other block. */
  private ReadOutcome blockGroup(ByteView body, ChunkSink sink) {
    long track = 0;
    short relativeTime = 0;
    int flags = 0;
    ByteView frame = body;
    boolean keyframe = true;
    for (EbmlElement e = EbmlElement.next(body); e != null; e = EbmlElement.next(body)) {
      if (e.id() == EbmlId.BLOCK) {
        track = EbmlElement.size(e.body());
        relativeTime = (short) e.body().u16();
        flags = e.body().u8();
        frame = e.body();
      } else if (e.id() == EbmlId.REFERENCE_BLOCK) {
        keyframe = false;
      }
    }
    if (body.overrun() || track <= 0) {
      return ReadOutcome.malformed("WebM BlockGroup" + at() + " is damaged");
    }
    ReadOutcome outcome = beginChunk(track, relativeTime, flags, keyframe, frame, sink);
    if (outcome.consumed()) {
      sink.endChunk();
    }
    return outcome;
  }

  /** Opens a chunk with what is collected of its block. */
  private ReadOutcome beginChunk(
      long track,
      short relativeTime,
      int flags,
      boolean blockIsKeyframe,
      ByteView frame,
      ChunkSink sink) {
    if (!init.isComplete() || !hasTimestamp) {
      return ReadOutcome.malformed("WebM block" + at() + " without a Cluster and its Timestamp");
    }
    if ((flags & LACING) != 0) {
      return ReadOutcome.unsupported(
          "WebM block" + at() + " has lacing, which browsers reject: write one frame per block");
    }
    TrackList tracks = init.trackList();
    boolean picture = tracks.hasVideo() && track == tracks.videoTrack();
    boolean keyframe = !tracks.hasVideo() || (picture && blockIsKeyframe && isKeyframe(frame));
    if (picture) {
      warnings.chunk(keyframe);
      long shownMicros = (timestamp + relativeTime) * MICROS_A_TICK;
      sink.picture(shownMicros, shownMicros);
    }
    sink.beginChunk(keyframe);
    if (keyframe || clusterStarts) {
      sink.append(newClusterHeader());
      clusterStarts = false;
    }
    sink.append(head.bytes());
    return ReadOutcome.CONSUMED;
  }

  /** Whether the frame agrees that it is a keyframe, as far as it has any bytes. */
  private boolean isKeyframe(ByteView frame) {
    boolean agrees = frame.remaining() == 0 || init.keyframes().starts(frame.duplicate().u8());
    if (!agrees) {
      warnings.add(
          MediaWarning.Kind.FALSE_KEYFRAMES,
          "WebM marks pictures as keyframes that cannot be decoded independently");
    }
    return agrees;
  }

  private String at() {
    return " at byte " + headAt;
  }

  private ByteBuffer newClusterHeader() {
    int valueBytes = Math.max(1, Long.BYTES - Long.numberOfLeadingZeros(timestamp) / Byte.SIZE);
    clusterHeader.clear();
    clusterHeader.putInt(EbmlId.CLUSTER).put(UNKNOWN_SIZE_ONE_BYTE);
    clusterHeader.put((byte) EbmlId.TIMESTAMP).put((byte) (SIZE_MARKER | valueBytes));
    for (int shift = Byte.SIZE * (valueBytes - 1); shift >= 0; shift -= Byte.SIZE) {
      clusterHeader.put((byte) (timestamp >>> shift));
    }
    return clusterHeader.flip();
  }

  private void nextElement() {
    headAt += head.size();
    head.clear();
    step = Step.HEADER;
    targetBytes = 1;
  }
}
