package io.iocp.streaming.hls;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A segment, as far as it is there. Guarded by whoever has the window. */
final class Segment {

  private final long number;
  private final InitSection init;
  private final boolean discontinuity;
  private final long startMillis;
  private final List<Part> parts = new ArrayList<>();
  private double seconds;
  private int pictures;
  private long bytes;
  private long slotBytes;
  private boolean complete;

  /**
   * @param discontinuity whether its times do not go on from the segment before
   * @param startMillis when it began, in milliseconds since 1970
   */
  Segment(long number, InitSection init, boolean discontinuity, long startMillis) {
    this.number = number;
    this.init = init;
    this.discontinuity = discontinuity;
    this.startMillis = startMillis;
  }

  void add(Part part, int partPictures) {
    parts.add(part);
    seconds += part.seconds();
    pictures += partPictures;
    bytes += part.body().length();
    slotBytes += part.body().slotBytes();
  }

  void complete() {
    complete = true;
  }

  long number() {
    return number;
  }

  InitSection init() {
    return init;
  }

  boolean isDiscontinuity() {
    return discontinuity;
  }

  long startMillis() {
    return startMillis;
  }

  List<Part> parts() {
    return Collections.unmodifiableList(parts);
  }

  double seconds() {
    return seconds;
  }

  int pictures() {
    return pictures;
  }

  long bytes() {
    return bytes;
  }

  long slotBytes() {
    return slotBytes;
  }

  /** Whether no part comes any more. */
  boolean isComplete() {
    return complete;
  }

  /** Whether a decoder can begin with its beginning. */
  boolean isIndependent() {
    return !parts.isEmpty() && parts.get(0).independent();
  }

  /** All parts behind each other, with references for the caller. */
  SharedBytes body() {
    return new SharedBytes(
        parts.stream().flatMap(part -> part.body().retain().buffers().stream()).toList(), bytes);
  }

  void release() {
    parts.forEach(part -> part.body().release());
  }
}
