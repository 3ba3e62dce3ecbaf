package io.iocp.streaming.recording;

import io.iocp.streaming.stream.StreamDescription;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a segment is, as its index says in front.
 *
 * @param recording id of the recording that it belongs to
 * @param stream the stream's name
 * @param number its number in the recording, from 1
 * @param startMillis when the recording began, by the clock on the wall, milliseconds since 1970
 * @param offsetMillis when the segment began, counted from there by a clock that nobody sets
 * @param format {@code fmp4} or {@code webm}
 * @param mimeType the type with its codecs
 * @param widthPixels width of the picture, 0 when unknown
 * @param heightPixels height of the picture, 0 when unknown
 * @param initBytes bytes of the init segment, with which the file begins
 * @param ordinal number of the segment among all of the directory, in the order in which they were
 *     begun, whatever the clock on the wall said; null in what was recorded before there was one
 */
record SegmentHeader(
    String recording,
    String stream,
    int number,
    long startMillis,
    long offsetMillis,
    String format,
    String mimeType,
    int widthPixels,
    int heightPixels,
    int initBytes,
    @Nullable Long ordinal) {

  /** When the recording began. */
  Instant start() {
    return Instant.ofEpochMilli(startMillis);
  }

  /** When the segment began, from the start of the recording. */
  Duration offset() {
    return Duration.ofMillis(offsetMillis);
  }

  /** What the stream was. */
  StreamDescription description() {
    return new StreamDescription(format, mimeType, widthPixels, heightPixels);
  }

  /** The place of the segment among all others, by the order in which they were begun. */
  long order() {
    return ordinal == null ? 0 : ordinal;
  }

  /** The same for the segment behind this one. */
  SegmentHeader next(Duration offset, long nextOrdinal) {
    return new SegmentHeader(
        recording,
        stream,
        number + 1,
        startMillis,
        offset.toMillis(),
        format,
        mimeType,
        widthPixels,
        heightPixels,
        initBytes,
        nextOrdinal);
  }

  /** The suffix of the file. */
  String suffix() {
    return format.equals("webm") ? ".webm" : ".mp4";
  }
}
