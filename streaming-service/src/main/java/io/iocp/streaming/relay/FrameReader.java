package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Takes the frames out of the chunks of one stream, for viewers that decode by themselves. One
 * caller at a time; buffers are lent for the call.
 */
public interface FrameReader {

  /** Takes what a reader finds, in the order of the stream. */
  interface Sink {

    /**
     * What the frames that follow are; comes before the first of them, and again whenever their
     * times begin anew.
     *
     * @param description the stream as frames
     * @param tracks a text message for viewers
     */
    void tracks(StreamDescription description, String tracks);

    /**
     * The next frame.
     *
     * @param start whether a viewer can start here
     * @param header what a viewer is told of it
     * @param data the frame as it is coded
     */
    void frame(boolean start, ByteBuffer header, ByteBuffer data);
  }

  /**
   * When a chunk came.
   *
   * @param ageNanos how long ago it arrived
   * @param captureDelayNanos how long before that it was captured, or {@link
   *     MediaChunk#NOT_CAPTURED}
   */
  record Times(long ageNanos, long captureDelayNanos) {}

  /**
   * The stream begins, or begins anew.
   *
   * @param initSegment what comes before all chunks; empty where the container has none
   * @return why there are no frames in it, in words; empty when there are
   */
  Optional<String> begin(StreamDescription description, ByteBuffer initSegment, Sink sink);

  /**
   * Reads a complete chunk. Chunks come without a gap from one with a keyframe on.
   *
   * @param times when it came
   * @return whether it was whole; when not, it is as if those up to the next keyframe were missing
   */
  boolean chunk(ByteBuffer chunk, boolean keyframe, Times times, Sink sink);
}
