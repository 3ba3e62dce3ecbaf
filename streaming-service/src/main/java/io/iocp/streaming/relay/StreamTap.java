package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import java.util.List;

/**
 * Takes everything that a stream is, without being one of its viewers: nothing is left out for it,
 * and it does not count as somebody who watches.
 *
 * <p>Called on any thread, one call at a time and in the stream's order, while the stream is
 * locked: must return at once, and must not call the stream. Buffers are lent for the call; who
 * wants them longer takes references.
 */
public interface StreamTap {

  /**
   * The media that follows is of this kind; what came before is over.
   *
   * @param init the init segment as an encoded message; empty if the format has none
   */
  void begin(StreamDescription description, List<SharedBuffer> init);

  /** The next chunk. */
  void publish(MediaChunk chunk);

  /** Chunks are missing: what follows makes sense from the next keyframe on. */
  void gap();

  /** The publisher is away; if another one comes, it begins anew. */
  void waiting();

  /** The stream is over. */
  void end();

  /** Whether it stands for people who watch, so that a stream on demand is still wanted. */
  default boolean isAudience() {
    return false;
  }
}
