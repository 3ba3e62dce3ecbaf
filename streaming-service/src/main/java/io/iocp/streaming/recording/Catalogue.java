package io.iocp.streaming.recording;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The segments that are there, by their recordings. Has as many entries as the directory has files.
 * Any thread.
 */
final class Catalogue {

  private final Path directory;

  // All below guarded by this.
  private final Map<String, TreeMap<Integer, Segment>> recordings = new HashMap<>();
  private long bytes;
  private long lastOrdinal;

  Catalogue(Path directory) {
    this.directory = directory;
  }

  /** Notes a segment, in the place of what was known of it. */
  synchronized void put(Segment segment) {
    Segment before =
        recordings
            .computeIfAbsent(segment.header().recording(), id -> new TreeMap<>())
            .put(segment.header().number(), segment);
    lastOrdinal = Math.max(lastOrdinal, segment.header().order());
    bytes += segment.bytes() - (before == null ? 0 : before.bytes());
  }

  private synchronized void remove(Segment segment) {
    TreeMap<Integer, Segment> segments = recordings.get(segment.header().recording());
    if (segments == null) {
      return;
    }
    Segment removed = segments.remove(segment.header().number());
    bytes -= removed == null ? 0 : removed.bytes();
    if (segments.isEmpty()) {
      recordings.remove(segment.header().recording());
    }
  }

  /** The place of a segment that begins now, behind all others. */
  synchronized long nextOrdinal() {
    return ++lastOrdinal;
  }

  /** Whether there is a recording of this id. */
  synchronized boolean has(String id) {
    return recordings.containsKey(id);
  }

  synchronized Optional<Recording> find(String id) {
    return Optional.ofNullable(recordings.get(id))
        .map(segments -> new Recording(List.copyOf(segments.values())));
  }

  /** The recordings that pass, the newest first. */
  List<Recording> recordings(Predicate<Recording> filter) {
    return all().stream()
        .filter(filter)
        .sorted(Comparator.comparing(Recording::start).thenComparing(Recording::id).reversed())
        .toList();
  }

  /** A segment; null when it is not there any more. */
  synchronized @Nullable Segment segment(String recording, int number) {
    TreeMap<Integer, Segment> segments = recordings.get(recording);
    return segments == null ? null : segments.get(number);
  }

  /** The first segment of a recording behind this one; null when there is none. */
  synchronized @Nullable Segment segmentBehind(String recording, int number) {
    TreeMap<Integer, Segment> segments = recordings.get(recording);
    Map.Entry<Integer, Segment> next = segments == null ? null : segments.higherEntry(number);
    return next == null ? null : next.getValue();
  }

  /** The segments of a stream, the oldest first. */
  synchronized List<Segment> ofStream(String stream) {
    return recordings.values().stream()
        .filter(segments -> segments.firstEntry().getValue().header().stream().equals(stream))
        .flatMap(segments -> segments.values().stream())
        .sorted(Comparator.comparing(Segment::start))
        .toList();
  }

  private synchronized List<Recording> all() {
    return recordings.values().stream()
        .map(segments -> new Recording(List.copyOf(segments.values())))
        .toList();
  }

  /** The segments that nobody writes, in the order in which they were begun. */
  synchronized List<Segment> complete() {
    return recordings.values().stream()
        .flatMap(segments -> segments.values().stream())
        .filter(segment -> !segment.open())
        .sorted(
            Comparator.comparingLong((Segment segment) -> segment.header().order())
                .thenComparing(Segment::start))
        .toList();
  }

  /** Bytes of all segments. */
  synchronized long bytes() {
    return bytes;
  }

  synchronized int size() {
    return recordings.size();
  }

  /**
   * Deletes a segment's files, and directories that become empty.
   *
   * @throws IOException when its media is still there
   */
  void delete(Segment segment) throws IOException {
    // In this order: an index without its media is removed at the next start.
    Files.deleteIfExists(segment.file());
    remove(segment);
    Files.deleteIfExists(SegmentIndex.pathOf(segment.file()));
    for (Path parent = segment.file().getParent();
        parent != null && parent.startsWith(directory) && !parent.equals(directory);
        parent = parent.getParent()) {
      try {
        Files.delete(parent);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        return;
      }
    }
  }

  /** The segments whose files somebody else has removed are forgotten. */
  void forgetMissing() {
    List<Segment> missing = new ArrayList<>();
    for (Segment segment : complete()) {
      if (!Files.exists(segment.file())) {
        missing.add(segment);
      }
    }
    missing.forEach(this::remove);
  }
}
