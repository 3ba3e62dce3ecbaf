package io.iocp.streaming.media;

import io.iocp.streaming.media.input.MediaReader;
import java.nio.ByteBuffer;

/**
 * Takes what a {@link MediaReader} cuts out of a publisher's bytes.
 *
 * <p>The calls follow this order, on the thread that called {@link MediaReader#read}:
 *
 * <pre>
 *   ( initSegment  ( beginChunk  append*  ( endChunk | discardChunk ) )* )*
 * </pre>
 *
 * <p>Buffers are slices of the input or of the reader's own small header buffer. They are valid
 * only during the call that hands them over; a sink that wants the bytes later copies them. A chunk
 * that is still open when reading fails, or when the publisher goes away, is incomplete and must be
 * discarded.
 */
public interface ChunkSink {

  /** The time of a picture in a container without times. */
  long UNTIMED = Long.MIN_VALUE;

  /**
   * The bytes a viewer needs before any chunk. Comes before the first chunk, and again whenever the
   * publisher restarts its muxer: chunks that follow belong to the new segment.
   *
   * @param format what the stream is
   * @param bytes the init segment; empty for formats that have none (JPEG)
   */
  void initSegment(MediaFormat format, ByteBuffer bytes);

  /**
   * Starts a chunk.
   *
   * @param keyframe whether a viewer can start here, with nothing but the init segment before it
   */
  void beginChunk(boolean keyframe);

  /** Adds bytes to the open chunk, in order. */
  void append(ByteBuffer piece);

  /** Completes the open chunk. */
  void endChunk();

  /** Gives the open chunk up: what came of it is damaged, and the stream goes on behind it. */
  void discardChunk();

  /**
   * The publisher says when the chunk that begins next was captured: the first of it, by the
   * publisher's clock. Any number may come, also such that cannot be.
   *
   * @param unixMicros in microseconds since 1970
   */
  default void captured(long unixMicros) {
    // Most sinks only move bytes.
  }

  /**
   * A picture of the track that viewers see is in the chunk that begins next, or has begun. Told
   * for each picture, in the order of the container.
   *
   * @param decodeMicros when it is decoded, in microseconds of the publisher's time; {@link
   *     #UNTIMED} where the container has no times
   * @param presentationMicros when it is shown, by the same time
   */
  default void picture(long decodeMicros, long presentationMicros) {
    // Most sinks only move bytes.
  }
}
