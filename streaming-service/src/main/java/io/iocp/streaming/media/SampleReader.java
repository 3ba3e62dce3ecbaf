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
   * The publisher says that what it sends as a whole ends here, such as a message with a frame.
   * Where a container shows the end of a frame only by the start of the next, this one is complete
   * now.
   */
  default ReadOutcome flush(SampleSink sink) {
    return ReadOutcome.CONSUMED;
  }

  /** Gives back memory that is not its own, if it has any; nothing is read any more. */
  default void close() {}
}
