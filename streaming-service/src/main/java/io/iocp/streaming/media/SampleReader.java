package io.iocp.streaming.media;

import java.nio.ByteBuffer;

/**
 * Finds the samples in the stream of one container. A reader keeps only what it needs to go on at
 * the next byte, so that every cut of the input gives the same samples.
 */
public interface SampleReader {

  /**
   * Takes all remaining bytes of {@code input}, unless the outcome is a refusal, after which the
   * reader must not be used again.
   */
  ReadOutcome read(ByteBuffer input, SampleSink sink);

  /**
   * Bytes are missing before those that are read next: what was begun before them is damaged. For
   * containers whose readers find their way again after a loss; for others it is nothing.
   */
  default void gap() {}

  /** Parts of the container that are missing, as far as it numbers them: packets of MPEG-TS. */
  default long lostPackets() {
    return 0;
  }

  /**
   * The publisher has said goodbye behind what was read. Where a container shows the end of a frame
   * only by the start of the next, this one is complete now. Nothing is read afterwards.
   */
  default ReadOutcome flush(SampleSink sink) {
    return ReadOutcome.CONSUMED;
  }

  /** Gives back memory that is not its own, if it has any; nothing is read any more. */
  default void close() {}
}
