package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.Pieces;
import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts fragmented MP4 (ISO/IEC 14496-12). Boxes are collected until it is known what they lead to:
 *
 * <pre>
 *   ftyp … moov                          an init segment
 *   [styp|sidx|emsg|prft]* moof … mdat   a chunk; from the mdat's body on it is passed through
 *   mdat, mfra without a moof before     a chunk that is no keyframe (more of the last fragment)
 * </pre>
 *
 * <p>A chunk ends with its mdat, not when the next fragment starts: with one frame a fragment,
 * waiting would cost a frame of delay. All bytes go out as they came, with one exception: a box of
 * a type that does not belong at the top level keeps its place as a {@code free} box, because
 * browsers refuse what the standard tells them to ignore.
 */
public final class FragmentedMp4Reader implements ContainerReader {

  private static final int HEADER_BYTES = 8;
  private static final int LARGE_HEADER_BYTES = 16;
  private static final int TYPE_OFFSET = 4;

  private final MediaLimits limits;
  private final ByteAccumulator head;

  private Optional<Mp4Fragment> fragments = Optional.empty();

  /** Where the current box starts in {@link #head}, and what is awaited before going on. */
  private int boxOffset;

  private int targetBytes = HEADER_BYTES;
  private boolean inBody;

  private boolean fragmentPending;
  private boolean fragmentSeen;
  private boolean keyframe;

  /** Bytes of the open chunk that are still to be passed through. */
  private long passBytes;

  public FragmentedMp4Reader(MediaLimits limits, CollectingMemory memory) {
    this.limits = limits;
    this.head = new ByteAccumulator(memory);
  }

  @Override
  public void close() {
    head.clear();
  }

  @Override
  public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
    while (true) {
      if (passBytes > 0) {
        passBytes -= Pieces.pass(input, passBytes, sink);
        if (passBytes > 0) {
          return ReadOutcome.CONSUMED;
        }
        sink.endChunk();
      }
      if (!head.fill(input, targetBytes)) {
        return head.isExhausted() ? ReadOutcome.OUT_OF_MEMORY : ReadOutcome.CONSUMED;
      }
      ReadOutcome outcome = inBody ? boxComplete(sink) : headerComplete(sink);
      if (!outcome.consumed()) {
        return outcome;
      }
    }
  }

  private ReadOutcome headerComplete(ChunkSink sink) {
    ByteView header = head.view(boxOffset);
    long sizeBytes = header.u32();
    int type = header.i32();
    int headerBytes = HEADER_BYTES;
    if (sizeBytes == 1) {
      headerBytes = LARGE_HEADER_BYTES;
      if (header.remaining() < Long.BYTES) {
        targetBytes = boxOffset + headerBytes;
        return ReadOutcome.CONSUMED;
      }
      sizeBytes = header.i64();
    }
    if (sizeBytes == 0) {
      return ReadOutcome.unsupported(
          "MP4 box " + BoxType.text(type) + " without a size cannot be cut into chunks");
    }
    if (sizeBytes < headerBytes) {
      return ReadOutcome.malformed("MP4 box " + BoxType.text(type) + " is shorter than its header");
    }
    if (type == BoxType.MDAT || type == BoxType.MFRA) {
      return beginChunk(type, sizeBytes, headerBytes, sink);
    }
    return collect(type, sizeBytes);
  }

  private ReadOutcome beginChunk(int type, long sizeBytes, int headerBytes, ChunkSink sink) {
    if (fragments.isEmpty() || !fragmentSeen) {
      return ReadOutcome.notFragmented();
    }
    if (sizeBytes > limits.maxChunkBytes() - boxOffset) {
      return ReadOutcome.tooLarge(
          "MP4 fragment ending in " + BoxType.text(type), sizeBytes, limits.maxChunkBytes());
    }
    sink.beginChunk(keyframe);
    sink.append(head.bytes());
    fragmentPending = false;
    keyframe = false;
    passBytes = sizeBytes - headerBytes;
    if (passBytes == 0) {
      sink.endChunk();
    }
    restart();
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome collect(int type, long sizeBytes) {
    if (type == BoxType.MOOF && fragments.isEmpty()) {
      return ReadOutcome.malformed(
          "MP4 fragment before its init segment: start with ftyp and moov");
    }
    if (type == BoxType.MOOV && fragmentPending) {
      return ReadOutcome.malformed("MP4 box moov between moof and mdat");
    }
    if (sizeBytes > limits.maxHeaderBytes() - boxOffset) {
      return ReadOutcome.tooLarge(
          "MP4 header ending in " + BoxType.text(type), sizeBytes, limits.maxHeaderBytes());
    }
    if (!BoxType.isTopLevel(type)) {
      if (BoxType.text(type).indexOf('?') >= 0) {
        return ReadOutcome.malformed("no MP4 box where one should start");
      }
      head.bytes().putInt(boxOffset + TYPE_OFFSET, BoxType.FREE);
    }
    targetBytes = boxOffset + (int) sizeBytes;
    inBody = true;
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome boxComplete(ChunkSink sink) {
    ByteView boxes = head.view(boxOffset);
    Box box = Box.next(boxes);
    if (box != null && box.type() == BoxType.MOOV) {
      return initSegment(box.body(), sink);
    }
    if (box != null && box.type() == BoxType.MOOF && fragments.isPresent()) {
      Mp4Fragment fragment = fragments.get();
      ReadOutcome outcome = fragment.read(box.body());
      keyframe |= fragment.keyframe();
      fragmentPending = true;
      fragmentSeen = true;
      nextBoxAt(head.size());
      return outcome;
    }
    nextBoxAt(head.size());
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome initSegment(ByteView moov, ChunkSink sink) {
    Mp4Movie movie = new Mp4Movie();
    ReadOutcome outcome = movie.read(moov);
    if (outcome.consumed()) {
      fragments = Optional.of(new Mp4Fragment(movie));
      fragmentSeen = false;
      sink.initSegment(movie.format(), head.bytes());
      restart();
    }
    return outcome;
  }

  private void restart() {
    head.clear();
    nextBoxAt(0);
  }

  private void nextBoxAt(int offset) {
    boxOffset = offset;
    targetBytes = offset + HEADER_BYTES;
    inBody = false;
  }
}
