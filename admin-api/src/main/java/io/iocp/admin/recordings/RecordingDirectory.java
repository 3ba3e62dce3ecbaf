package io.iocp.admin.recordings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * What the administration API asks of a service that records streams.
 *
 * <p>A service that declares a bean of this type gets the part of the API for recordings. Called by
 * request threads, several at a time.
 */
public interface RecordingDirectory {

  /**
   * Describes recordings, the newest first.
   *
   * @param stream only those of this stream; null for all
   * @param from only those that end behind this; null for all
   * @param to only those that begin before this; null for all
   */
  List<RecordingView> recordings(
      @Nullable String stream, @Nullable Instant from, @Nullable Instant to);

  /** Describes one recording. */
  Optional<RecordingView> recording(String id);

  /**
   * A recording, or a part of it, as one MP4 file.
   *
   * @param from it begins with the keyframe at or before this; null for the start
   * @param to where it ends; null for the end
   * @return empty when there is no such recording
   * @throws RecordingRefusedException when there is nothing at that time, or too much
   */
  Optional<Resource> media(String id, @Nullable Instant from, @Nullable Instant to);

  /**
   * Deletes a recording.
   *
   * @return whether there was one
   * @throws RecordingRefusedException when it cannot be deleted
   */
  boolean delete(String id);

  /** Describes what records now, by the names of the streams. */
  List<RecorderView> recorders();

  /**
   * Records a live stream until it ends.
   *
   * @return whether it is live
   */
  boolean start(String stream);

  /**
   * Stops recording a stream; what was written is kept.
   *
   * @return whether it was recorded
   */
  boolean stop(String stream);

  /** Describes the disk. */
  StorageView storage();
}
