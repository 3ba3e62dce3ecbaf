package io.iocp.streaming.recording;

import io.iocp.streaming.media.mp4.ProgressiveMovie;
import io.iocp.streaming.recording.SegmentIndex.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes one MP4 file of a part of a recording, without a copy of its media. */
final class ClipBuilder {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Recording recording;
  private final Duration from;
  private final Duration to;
  private final boolean toTheEnd;
  private final List<Path> files = new ArrayList<>();
  private @Nullable ClipTables tables;
  private @Nullable ClipReader reader;
  private Instant start;

  /**
   * @param from begins with the keyframe at or before this
   * @param to ends before the first picture behind this
   */
  ClipBuilder(Recording recording, Instant from, Instant to) {
    this.recording = recording;
    Instant zero = recording.header().start();
    this.from = Duration.between(zero, from);
    this.to = Duration.between(zero, to);
    this.toTheEnd = !to.isBefore(recording.end());
    this.start = from;
  }

  Clip build() throws IOException, ClipRefused {
    try {
      List<Segment> segments = recording.segments();
      for (int i = 0; i < segments.size(); i++) {
        Segment segment = segments.get(i);
        boolean last = i == segments.size() - 1;
        boolean begun = reader != null;
        if ((begun || last || segment.endOffset().compareTo(from) > 0)
            && segment.header().offset().compareTo(to) < 0) {
          add(segment);
        }
      }
    } catch (ClipTables.TooMany e) {
      throw new ClipRefused(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      throw new ClipRefused("a part of the recording has been deleted meanwhile");
    }
    ClipReader read = reader;
    ClipTables found = tables;
    if (read == null || found == null || found.extents().bytes() == 0) {
      throw new ClipRefused("nothing was recorded at that time");
    }
    ByteBuffer head = ProgressiveMovie.of(read.init(), found.tables(), found.extents().bytes());
    String name = recording.stream() + "-" + TIME.format(start) + ".mp4";
    return new Clip(name, head, files, found.extents());
  }

  private void add(Segment segment) throws IOException, ClipRefused {
    SegmentIndex index = SegmentIndex.read(SegmentIndex.pathOf(segment.file()));
    Duration offset = segment.header().offset();
    long begin = segment.header().initBytes();
    if (reader == null) {
      Entry keyframe = index.keyframeAt(from.minus(offset));
      if (keyframe == null) {
        return;
      }
      begin = keyframe.offset();
      Duration begins = offset.plusMillis(keyframe.millis());
      start = recording.header().start().plus(begins);
      tables = new ClipTables(toTheEnd ? Double.MAX_VALUE : to.minus(begins).toMillis() / 1000.0);
      reader = newReader(segment, tables);
    }
    // Of one that is being written the catalogue knows more than the index.
    long written = Math.max(index.writtenBytes(), segment.bytes());
    long end = toTheEnd ? written : index.keyframeOffsetFrom(to.minus(offset), written);
    files.add(segment.file());
    try (FileWindow window = new FileWindow(segment.file())) {
      reader.read(window, files.size() - 1, begin, end);
    }
  }

  private static ClipReader newReader(Segment segment, ClipTables tables)
      throws IOException, ClipRefused {
    ByteBuffer init = init(segment);
    try {
      return segment.header().format().equals("webm")
          ? new WebmClipReader(init, tables)
          : new Mp4ClipReader(init, tables);
    } catch (IllegalArgumentException e) {
      throw new ClipRefused("the recording is damaged: " + e.getMessage());
    }
  }

  private static ByteBuffer init(Segment segment) throws IOException {
    try (FileWindow window = new FileWindow(segment.file())) {
      ByteBuffer bytes = window.read(0, segment.header().initBytes());
      return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
  }
}
