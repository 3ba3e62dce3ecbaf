package io.iocp.streaming.recording;

import io.iocp.statistics.Counters;
import io.iocp.streaming.recording.SegmentIndex.Entry;
import io.iocp.streaming.recording.SegmentIndex.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what earlier runs have recorded. Where one was killed, half a fragment at the end is cut
 * off and the segment is completed. While nobody records.
 */
final class DirectoryScan {

  private static final Logger log = LoggerFactory.getLogger(DirectoryScan.class);
  private static final int MAX_DEPTH = 16;

  private final Catalogue catalogue;
  private final Counters<RecordingCounter> counters;

  DirectoryScan(Catalogue catalogue, Counters<RecordingCounter> counters) {
    this.catalogue = catalogue;
    this.counters = counters;
  }

  void run(Path directory) throws IOException {
    List<Path> indexes;
    try (Stream<Path> files = Files.walk(directory, MAX_DEPTH)) {
      indexes = files.filter(file -> file.toString().endsWith(SegmentIndex.SUFFIX)).toList();
    }
    for (Path index : indexes) {
      try {
        one(index);
      } catch (IOException e) {
        log.warn("The recording of {} is left as it is: {}", index, e.toString());
      }
    }
  }

  private void one(Path file) throws IOException {
    Path media = SegmentIndex.mediaOf(file);
    if (!Files.exists(media)) {
      Files.delete(file);
      return;
    }
    SegmentIndex index = SegmentIndex.read(file);
    long bytes = Files.size(media);
    if (!index.isComplete() || index.writtenBytes() != bytes) {
      bytes = repair(media, index);
      if (bytes <= index.header().initBytes()) {
        Files.delete(media);
        Files.delete(file);
        return;
      }
      index = SegmentIndex.read(file);
    }
    catalogue.put(new Segment(media, index.header(), bytes, index.duration(), false));
  }

  private long repair(Path media, SegmentIndex index) throws IOException {
    long before;
    long whole;
    try (FileChannel channel =
        FileChannel.open(media, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      before = channel.size();
      // Media may be cut short behind an index that was written in time, by a power failure.
      long from =
          index.writtenBytes() <= before ? index.writtenBytes() : index.header().initBytes();
      whole = before <= from ? before : WholeChunks.end(channel, index.header().format(), from);
      channel.truncate(whole);
    }
    SegmentIndex.append(
        SegmentIndex.pathOf(media), new Entry(Kind.END, whole, index.duration().toMillis()));
    counters.increment(RecordingCounter.SEGMENTS_REPAIRED);
    log.info(
        "The recording {} was not completed when the service ended: {} bytes are kept, {} of half a"
            + " fragment are cut off",
        media,
        whole,
        before - whole);
    return whole;
  }
}
