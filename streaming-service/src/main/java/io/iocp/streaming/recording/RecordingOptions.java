package io.iocp.streaming.recording;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How streams are recorded.
 *
 * @param directory where; must exist
 * @param streams names of streams that are recorded without being asked for, in which {@code *}
 *     matches any characters
 * @param fileName what files are called
 * @param segmentDuration after which a segment ends at the next keyframe, positive
 * @param segmentBytes after which it does, positive
 * @param queueBytes memory of what may wait to be written of one stream, positive
 * @param keepFor how long segments are kept; null for ever
 * @param keepBytes how much is kept; null for any amount
 * @param minimumFreeBytes what stays free on the disk: the oldest segments are deleted for it, and
 *     recording stops where that does not suffice; 0 for nothing
 */
public record RecordingOptions(
    Path directory,
    List<String> streams,
    FileNames fileName,
    Duration segmentDuration,
    long segmentBytes,
    long queueBytes,
    @Nullable Duration keepFor,
    @Nullable Long keepBytes,
    long minimumFreeBytes) {

  /** Checks what is configured. */
  public RecordingOptions {
    streams = List.copyOf(streams);
    requirePositive("segment-duration", segmentDuration.toMillis());
    requirePositive("segment-size", segmentBytes);
    requirePositive("queue", queueBytes);
    if (keepFor != null) {
      requirePositive("keep-for", keepFor.toMillis());
    }
    if (keepBytes != null) {
      requirePositive("keep-size", keepBytes);
    }
    if (minimumFreeBytes < 0) {
      throw new IllegalArgumentException("min-free-disk must not be negative: " + minimumFreeBytes);
    }
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }

  /** Whether a stream of this name is recorded without being asked for. */
  boolean records(String stream) {
    return streams.stream().anyMatch(pattern -> pattern(pattern).matcher(stream).matches());
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(
        Stream.of(text.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}
