package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.OutboundMessage;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a picture of a stream can be made of: its newest keyframe and what comes before all chunks.
 * Holds references until {@link #release()}. Any thread.
 *
 * @param description what the stream is
 * @param initSegment the encoded message; empty where the container has none
 * @param keyframe the first chunk of the current group of pictures
 */
public record PictureSource(
    StreamDescription description, List<SharedBuffer> initSegment, MediaChunk keyframe) {

  /** A copy of the init segment. */
  public ByteBuffer initSegmentBytes() {
    return OutboundMessage.copyOfPayload(initSegment);
  }

  /** A copy of the chunk. */
  public ByteBuffer keyframeBytes() {
    return OutboundMessage.copyOfPayload(keyframe.frames());
  }

  /** Gives the references back. */
  public void release() {
    initSegment.forEach(SharedBuffer::release);
    keyframe.release();
  }
}
