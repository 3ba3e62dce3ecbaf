package io.iocp.streaming.recording;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A stretch of a stream without a change of what it is.
 *
 * @param segments its parts that are there, in their order; at least one
 */
record Recording(List<Segment> segments) {

  Recording {
    segments = List.copyOf(segments);
  }

  String id() {
    return header().recording();
  }

  String stream() {
    return header().stream();
  }

  /** What the first segment says. */
  SegmentHeader header() {
    return segments.get(0).header();
  }

  /** When what is kept of it begins. */
  Instant start() {
    return segments.get(0).start();
  }

  /** When it ends, or how far it has come. */
  Instant end() {
    return segments.get(segments.size() - 1).end();
  }

  Duration duration() {
    return Duration.between(start(), end());
  }

  long bytes() {
    return segments.stream().mapToLong(Segment::bytes).sum();
  }

  /** Whether it is being written. */
  boolean running() {
    return segments.get(segments.size() - 1).open();
  }
}
