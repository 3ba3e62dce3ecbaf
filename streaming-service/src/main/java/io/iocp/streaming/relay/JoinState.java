package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.GroupOfPicturesCache;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What whoever comes late needs of a stream: what it is, its init segment and its current group of
 * pictures.
 *
 * <p>Guarded by the stream's lock.
 */
final class JoinState {

  private final StreamId id;
  private final BufferPool buffers;
  private final GroupOfPicturesCache cache;
  private @Nullable StreamDescription description;
  private List<SharedBuffer> initSegment = List.of();
  private int hops;

  JoinState(StreamId id, BufferPool buffers, CacheLimits limits) {
    this.id = id;
    this.buffers = buffers;
    this.cache = new GroupOfPicturesCache(limits);
  }

  /** What the stream is; null until its publisher has sent enough to tell. */
  @Nullable StreamDescription description() {
    return description;
  }

  /** The stream begins, or begins anew; the references are taken over. */
  void begin(StreamDescription what, List<SharedBuffer> init, int serversBefore) {
    cache.clear();
    releaseInit();
    initSegment = init;
    description = what;
    hops = serversBefore;
  }

  void add(MediaChunk chunk) {
    cache.add(chunk);
  }

  /** Nothing can be joined in the middle until the next keyframe. */
  void forgetGroup() {
    cache.clear();
  }

  /** The stream is over. */
  void forget() {
    cache.clear();
    releaseInit();
  }

  private void releaseInit() {
    initSegment.forEach(SharedBuffer::release);
    initSegment = List.of();
  }

  /** The current group of pictures, with references that belong to the caller. */
  List<MediaChunk> group() {
    return cache.snapshot();
  }

  /** Whether the stream is what this says: not the same, but this one. */
  @SuppressWarnings("ReferenceEquality") // One that begins anew may be described alike.
  boolean isOf(StreamDescription what) {
    return description == what;
  }

  /**
   * All chunks behind one, with references that belong to the caller; empty when the first of them
   * is not kept.
   */
  List<MediaChunk> groupBehind(long sequence) {
    List<MediaChunk> group = cache.snapshot();
    boolean whole = !group.isEmpty() && group.get(0).sequence() <= sequence + 1;
    List<MediaChunk> behind = new ArrayList<>();
    for (MediaChunk chunk : group) {
      if (whole && chunk.sequence() > sequence) {
        behind.add(chunk);
      } else {
        chunk.release();
      }
    }
    return behind;
  }

  /**
   * Gives the group up if it takes more than this.
   *
   * @return whether the init segment, which cannot be given up, takes more as well
   */
  boolean shedAbove(long shareBytes) {
    if (cache.slotBytes() > shareBytes) {
      cache.clear();
    }
    return initSegment.stream().mapToLong(SharedBuffer::capacity).sum() > shareBytes;
  }

  /**
   * What a viewer gets first.
   *
   * @param sequence of the next chunk
   * @return null when the pool is empty
   */
  @Nullable JoinMessages messages(long sequence) {
    StreamDescription what = Objects.requireNonNull(description);
    return JoinMessages.of(buffers, what, StreamInfo.json(id, what, sequence, hops), initSegment);
  }

  /** What viewers get while they wait for a publisher. */
  JoinMessages publisherAway() {
    return JoinMessages.publisherAway(buffers);
  }

  /** Gives a tap all of it; the stream has a publisher. */
  void tell(StreamTap tap) {
    if (description != null) {
      tap.begin(description, initSegment);
      List<MediaChunk> group = cache.snapshot();
      group.forEach(tap::publish);
      group.forEach(MediaChunk::release);
    }
  }

  /** What a picture can be made of; null when no keyframe is kept. */
  @Nullable PictureSource picture() {
    MediaChunk keyframe = cache.keyframe();
    if (keyframe == null) {
      return null;
    }
    initSegment.forEach(SharedBuffer::retain);
    return new PictureSource(Objects.requireNonNull(description), initSegment, keyframe);
  }
}
