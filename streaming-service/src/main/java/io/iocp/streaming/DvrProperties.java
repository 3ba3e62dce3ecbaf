package io.iocp.streaming;

import io.iocp.streaming.history.HistoryOptions;
import io.iocp.streaming.recording.FileNames;
import io.iocp.streaming.recording.RecordingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of going back in live streams.
 *
 * @param window How far viewers can go back in a live stream that is recorded. Going back is
 *     disabled if not set. If streaming.recording.directory is not set, all streams are recorded to
 *     streaming.dvr.directory, and kept for no longer than this.
 * @param directory Directory of what viewers can go back to, if streaming.recording.directory is
 *     not set. The default is iocp-streaming-dvr in the system's directory for temporary files.
 * @param maxViewers Maximum number of viewers in the past at the same time.
 */
@ConfigurationProperties("streaming.dvr")
record DvrProperties(
    @Nullable Duration window, @Nullable String directory, @DefaultValue("100") int maxViewers) {

  private static final Duration LONGEST_SEGMENT = Duration.ofMinutes(1);
  private static final Duration SHORTEST_SEGMENT = Duration.ofSeconds(2);
  private static final int SEGMENTS_IN_WINDOW = 5;

  HistoryOptions toOptions(long queueBytes) {
    try {
      return new HistoryOptions(Objects.requireNonNull(window), maxViewers, queueBytes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("streaming.dvr: " + e.getMessage(), e);
    }
  }

  /** How all streams are recorded where nothing else is to be kept of them. */
  RecordingOptions rolling(RecordingProperties recording) {
    Duration kept = Objects.requireNonNull(window);
    Duration segment = kept.dividedBy(SEGMENTS_IN_WINDOW);
    if (segment.compareTo(LONGEST_SEGMENT) > 0) {
      segment = LONGEST_SEGMENT;
    } else if (segment.compareTo(SHORTEST_SEGMENT) < 0) {
      segment = SHORTEST_SEGMENT;
    }
    Path path =
        directory == null
            ? Path.of(System.getProperty("java.io.tmpdir"), "iocp-streaming-dvr")
            : Path.of(directory);
    return new RecordingOptions(
        path.toAbsolutePath().normalize(),
        List.of("*"),
        new FileNames(FileNames.DEFAULT),
        segment,
        recording.segmentSize().toBytes(),
        recording.queue().toBytes(),
        kept,
        recording.keepSize() == null ? null : recording.keepSize().toBytes(),
        recording.minFreeDisk().toBytes());
  }
}
