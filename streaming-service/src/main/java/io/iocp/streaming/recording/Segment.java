package io.iocp.streaming.recording;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A part of a recording: one file.
 *
 * @param file its file; the index is beside it
 * @param bytes how large it is, known up to a second ago while it is written
 * @param duration how long it is, likewise
 * @param open whether it is being written
 */
record Segment(Path file, SegmentHeader header, long bytes, Duration duration, boolean open) {

  /** When it began. */
  Instant start() {
    return header.start().plus(header.offset());
  }

  /** When it ended, or how far it has come. */
  Instant end() {
    return start().plus(duration);
  }

  /** When it ends, from the start of the recording. */
  Duration endOffset() {
    return header.offset().plus(duration);
  }
}
