package io.iocp.streaming.stream;

import io.iocp.buffer.SharedBuffer;
import java.util.List;

/**
 * A piece of a stream that viewers get whole or not at all: one WebSocket message, encoded once, in
 * buffers that all viewers share.
 *
 * <p>Reference-counted through its buffers; immutable. Any thread.
 */
public final class MediaChunk {

  /** The publisher has not said when it was captured. */
  public static final long NOT_CAPTURED = -1;

  private final long sequence;
  private final long arrivalNanos;
  private final long captureDelayNanos;
  private final boolean keyframe;
  private final List<SharedBuffer> frames;
  private final long payloadBytes;
  private final long slotBytes;

  /**
   * @param sequence number in its stream
   * @param arrivalNanos when it was complete at the server, by the relay's clock
   * @param captureDelayNanos how long before that its first picture was captured, or {@link
   *     #NOT_CAPTURED}
   * @param keyframe whether a viewer can start here
   * @param frames the encoded message, with references that the chunk takes over
   * @param payloadBytes media bytes in it
   */
  public MediaChunk(
      long sequence,
      long arrivalNanos,
      long captureDelayNanos,
      boolean keyframe,
      List<SharedBuffer> frames,
      long payloadBytes) {
    this.sequence = sequence;
    this.arrivalNanos = arrivalNanos;
    this.captureDelayNanos = captureDelayNanos;
    this.keyframe = keyframe;
    this.frames = frames;
    this.payloadBytes = payloadBytes;
    this.slotBytes = frames.stream().mapToLong(SharedBuffer::capacity).sum();
  }

  public long sequence() {
    return sequence;
  }

  /** When it was complete at the server, by the relay's clock. */
  public long arrivalNanos() {
    return arrivalNanos;
  }

  /** How long before its arrival its first picture was captured, or {@link #NOT_CAPTURED}. */
  public long captureDelayNanos() {
    return captureDelayNanos;
  }

  public boolean isKeyframe() {
    return keyframe;
  }

  /** The encoded message; lent for as long as the caller holds a reference to the chunk. */
  public List<SharedBuffer> frames() {
    return frames;
  }

  /** Media bytes, without WebSocket headers. */
  public long payloadBytes() {
    return payloadBytes;
  }

  /** Native memory that the chunk occupies. */
  public long slotBytes() {
    return slotBytes;
  }

  /** One more reference; returns this. */
  public MediaChunk retain() {
    for (int i = 0; i < frames.size(); i++) {
      frames.get(i).retain();
    }
    return this;
  }

  /** Gives a reference back. */
  public void release() {
    for (int i = 0; i < frames.size(); i++) {
      frames.get(i).release();
    }
  }
}
