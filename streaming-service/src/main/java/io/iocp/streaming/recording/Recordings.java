package io.iocp.streaming.recording;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded: to be listed, read and deleted. Any thread that may block; clips are put
 * together one at a time, as each takes memory.
 */
public final class Recordings {

  /** Players ask for one clip again and again, a range at a time. */
  private static final int KEPT_CLIPS = 4;

  private final Catalogue catalogue;

  // Guarded by itself.
  private final Map<ClipRequest, Clip> clips =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ClipRequest, Clip> eldest) {
          return size() > KEPT_CLIPS;
        }
      };

  private record ClipRequest(String id, Instant from, Instant to) {}

  Recordings(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Lists recordings, the newest first.
   *
   * @param stream only those of this stream; null for all
   * @param from only those that end behind this; null for all
   * @param to only those that begin before this; null for all
   */
  public List<RecordingSnapshot> list(
      @Nullable String stream, @Nullable Instant from, @Nullable Instant to) {
    return catalogue
        .recordings(
            recording ->
                (stream == null || recording.stream().equals(stream))
                    && (from == null || recording.end().isAfter(from))
                    && (to == null || recording.start().isBefore(to)))
        .stream()
        .map(RecordingSnapshot::of)
        .toList();
  }

  /** Describes one. */
  public Optional<RecordingSnapshot> find(String id) {
    return catalogue.find(id).map(RecordingSnapshot::of);
  }

  /** What became of an attempt to delete a recording. */
  public enum Deletion {
    /** It is gone. */
    DELETED,
    /** There is none of this id. */
    ABSENT,
    /** It is being written. */
    RUNNING
  }

  /**
   * Deletes a recording and its files.
   *
   * @throws IOException when a file cannot be deleted; those before it are gone
   */
  public Deletion delete(String id) throws IOException {
    Recording recording = catalogue.find(id).orElse(null);
    if (recording == null) {
      return Deletion.ABSENT;
    }
    if (recording.running()) {
      return Deletion.RUNNING;
    }
    for (Segment segment : recording.segments()) {
      catalogue.delete(segment);
    }
    return Deletion.DELETED;
  }

  /**
   * A part of a recording as one MP4 file.
   *
   * @param from it begins with the keyframe at or before this; null for the start
   * @param to it ends before the first picture behind this; null for the end, as far as it is
   *     written
   * @return empty when there is no recording of this id
   * @throws ClipRefused when there is nothing at that time, or too much
   */
  public Optional<Clip> clip(String id, @Nullable Instant from, @Nullable Instant to)
      throws IOException, ClipRefused {
    Optional<Recording> found = catalogue.find(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Recording recording = found.get();
    ClipRequest request =
        new ClipRequest(
            id, from == null ? recording.start() : from, to == null ? recording.end() : to);
    if (!request.from().isBefore(request.to())) {
      throw new ClipRefused("from must be before to");
    }
    synchronized (clips) {
      Clip clip = clips.get(request);
      if (clip == null) {
        clip = new ClipBuilder(recording, request.from(), request.to()).build();
        clips.put(request, clip);
      }
      return Optional.of(clip);
    }
  }
}
