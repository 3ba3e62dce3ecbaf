package io.iocp.streaming.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks since the last keyframe, so that a viewer who joins late has a picture at once.
 * Bounded: a group of pictures that outgrows the bounds is not kept, and viewers who join wait for
 * the next keyframe.
 *
 * <p>Not thread-safe.
 */
public final class GroupOfPicturesCache {

  private final CacheLimits limits;
  private final List<MediaChunk> chunks = new ArrayList<>();
  private long slotBytes;

  public GroupOfPicturesCache(CacheLimits limits) {
    this.limits = limits;
  }

  /** Notes the stream's next chunk; keeps a reference of its own. */
  public void add(MediaChunk chunk) {
    if (chunk.isKeyframe()) {
      clear();
    } else if (chunks.isEmpty()) {
      return; // Nothing to follow: the keyframe was never there, or its group was too large.
    }
    if (chunks.size() >= limits.maximumChunks()
        || slotBytes + chunk.slotBytes() > limits.maximumBytes()) {
      clear();
      return;
    }
    chunks.add(chunk.retain());
    slotBytes += chunk.slotBytes();
  }

  /** The chunks, with a reference each that belongs to the caller. */
  public List<MediaChunk> snapshot() {
    chunks.forEach(MediaChunk::retain);
    return List.copyOf(chunks);
  }

  /** The newest keyframe, with a reference that belongs to the caller; null when none is kept. */
  public @Nullable MediaChunk keyframe() {
    return chunks.isEmpty() ? null : chunks.get(0).retain();
  }

  /** Native memory that is kept. */
  public long slotBytes() {
    return slotBytes;
  }

  /** Forgets everything. */
  public void clear() {
    chunks.forEach(MediaChunk::release);
    chunks.clear();
    slotBytes = 0;
  }
}
