package io.iocp.streaming;

import io.iocp.streaming.recording.FileNames;
import io.iocp.streaming.recording.RecordingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.unit.DataSize;

/**
 * Settings of recording.
 *
 * @param directory Directory of the recordings. Recording is disabled if not set.
 * @param streams Names of streams that are recorded from their start, in which * matches any
 *     characters. Others are recorded when an administrator starts it.
 * @param publishersChoose Names of streams whose publishers may say record=true or record=false in
 *     their query, whatever streaming.recording.streams says. Others are not heard.
 * @param fileName Path of each file below the directory, with {stream}, {date}, {time} and
 *     {segment}. Times are those of the recording's start, in UTC.
 * @param segmentDuration Duration after which a file ends at the next keyframe.
 * @param segmentSize Size after which a file ends at the next keyframe.
 * @param queue Maximum memory of what waits to be written of one stream. Recording of the stream
 *     stops when the disk is so far behind, and is tried again after 30 seconds.
 * @param keepFor Age at which files are deleted. Unlimited if not set.
 * @param keepSize Total size at which the oldest files are deleted. Unlimited if not set.
 * @param minFreeDisk Disk space that stays free. The oldest files are deleted for it, and recording
 *     stops when that does not suffice.
 */
@ConfigurationProperties("streaming.recording")
record RecordingProperties(
    @Nullable String directory,
    @DefaultValue List<String> streams,
    @DefaultValue List<String> publishersChoose,
    @DefaultValue(FileNames.DEFAULT) String fileName,
    @DefaultValue("10m") Duration segmentDuration,
    @DefaultValue("1GB") DataSize segmentSize,
    @DefaultValue("16MB") DataSize queue,
    @Nullable Duration keepFor,
    @Nullable DataSize keepSize,
    @DefaultValue("1GB") DataSize minFreeDisk) {

  RecordingProperties {
    if (directory == null && !streams.isEmpty()) {
      throw new IllegalArgumentException(
          "streaming.recording.streams requires streaming.recording.directory");
    }
  }

  /** Whether the publisher of a stream may say whether it is recorded. */
  boolean mayChoose(String stream) {
    return PatternMatchUtils.simpleMatch(publishersChoose.toArray(String[]::new), stream);
  }

  RecordingOptions toOptions() {
    try {
      return new RecordingOptions(
          Path.of(Objects.requireNonNull(directory)).toAbsolutePath().normalize(),
          streams,
          new FileNames(fileName),
          segmentDuration,
          segmentSize.toBytes(),
          queue.toBytes(),
          keepFor,
          keepSize == null ? null : keepSize.toBytes(),
          minFreeDisk.toBytes());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("streaming.recording: " + e.getMessage(), e);
    }
  }
}
