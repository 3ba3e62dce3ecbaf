package io.iocp.streaming.recording;

import io.iocp.streaming.recording.History.Newest;
import io.iocp.streaming.recording.RecordingOutput.Written;
import io.iocp.streaming.recording.SegmentIndex.Entry;
import io.iocp.streaming.stream.StreamDescription;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was recorded of a stream, a chunk at a time, through all segments and recordings up to
 * what is being written. Blocks. Not thread-safe.
 */
public final class HistoryReader implements Closeable {

  private final Catalogue catalogue;
  private final Supplier<@Nullable Newest> newest;
  private @Nullable Place place;

  /**
   * What is next.
   *
   * @param begins what the media is from here on, with its init segment in front of this; null
   *     where it goes on
   * @param init the init segment; empty where it goes on
   * @param bytes a chunk as it was published; valid until the next is read
   * @param time when it arrived, to about a second
   */
  public record Piece(
      @Nullable StreamDescription begins, ByteBuffer init, ByteBuffer bytes, Instant time) {}

  /** Where in which segment. */
  private static final class Place implements Closeable {

    final Segment segment;
    final FileWindow file;
    final Path indexFile;
    SegmentIndex index;
    long indexBytes;
    int entry = -1;
    long at;
    boolean begins = true;

    Place(Segment segment) throws IOException {
      this.segment = segment;
      this.indexFile = SegmentIndex.pathOf(segment.file());
      this.indexBytes = Files.size(indexFile);
      this.index = SegmentIndex.read(indexFile);
      this.file = new FileWindow(segment.file());
      this.at = segment.header().initBytes();
    }

    /** When what is read next arrived. Of what is being written the index grows. */
    Instant time() throws IOException {
      List<Entry> entries = index.entries();
      if (entry == entries.size() - 1 && segment.open() && Files.size(indexFile) > indexBytes) {
        indexBytes = Files.size(indexFile);
        index = SegmentIndex.read(indexFile);
        entries = index.entries();
      }
      while (entry + 1 < entries.size() && entries.get(entry + 1).offset() <= at) {
        entry++;
      }
      long millis = entry < 0 ? 0 : entries.get(entry).millis();
      return segment.start().plusMillis(millis);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  HistoryReader(Catalogue catalogue, Supplier<@Nullable Newest> newest) {
    this.catalogue = catalogue;
    this.newest = newest;
  }

  /** Begins in a segment; false when there is no keyframe in it. */
  boolean open(Segment segment, Instant time) throws IOException {
    Place found = new Place(segment);
    Entry keyframe = found.index.keyframeAt(Duration.between(segment.start(), time));
    if (keyframe == null) {
      found.close();
      return false;
    }
    found.at = keyframe.offset();
    place = found;
    return true;
  }

  /** When what is read next arrived, to about a second. */
  public Instant time() throws IOException {
    Place here = place;
    if (here == null) {
      throw new IOException("the recording is closed");
    }
    return here.time();
  }

  /**
   * The next chunk; null when everything is read that is written by now.
   *
   * @throws IOException also when what was to be read has been deleted
   */
  public @Nullable Piece next() throws IOException {
    Place here = place;
    if (here == null) {
      return null;
    }
    while (here.at >= written(here)) {
      Place next = behind(here);
      if (next == null) {
        return null;
      }
      here.close();
      place = next;
      here = next;
    }
    Instant time = here.time();
    SegmentHeader header = here.segment.header();
    StreamDescription begins = here.begins ? header.description() : null;
    ByteBuffer init = here.begins ? copy(here.file.read(0, header.initBytes())) : empty();
    here.begins = false;
    long written = written(here);
    long next = ChunkEnds.next(here.file::read, header.format(), here.at, written);
    long end = next == ChunkEnds.NOT_WHOLE ? written : next;
    ByteBuffer bytes = here.file.read(here.at, Math.toIntExact(end - here.at));
    if (bytes.remaining() < end - here.at) {
      throw new IOException(here.segment.file() + " is shorter than it was");
    }
    here.at = end;
    return new Piece(begins, init, bytes, time);
  }

  private static ByteBuffer empty() {
    return ByteBuffer.allocate(0);
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  /** How far a segment can be read. */
  private long written(Place here) {
    SegmentHeader header = here.segment.header();
    Newest now = newest.get();
    if (now != null && isOf(now.written(), header)) {
      return now.written().bytes();
    }
    Segment known = catalogue.segment(header.recording(), header.number());
    return known == null ? here.segment.bytes() : known.bytes();
  }

  private static boolean isOf(Written written, SegmentHeader segment) {
    return written.header().recording().equals(segment.recording())
        && written.header().number() == segment.number();
  }

  private @Nullable Place behind(Place here) throws IOException {
    SegmentHeader header = here.segment.header();
    Segment known = catalogue.segment(header.recording(), header.number());
    if (known != null && known.open()) {
      return null;
    }
    if (known != null && here.at < known.bytes()) {
      return null; // It has been completed this moment: there is more of it.
    }
    Segment next = catalogue.segmentBehind(header.recording(), header.number());
    if (next != null) {
      Place same = new Place(next);
      same.begins = false;
      return same;
    }
    Segment other = nextRecording(here.segment);
    return other == null ? null : new Place(other);
  }

  /** The recording that began next, or that is being written: the clock may have been set back. */
  private @Nullable Segment nextRecording(Segment last) {
    for (Segment segment : catalogue.ofStream(last.header().stream())) {
      if (segment.header().startMillis() > last.header().startMillis()
          && !segment.header().recording().equals(last.header().recording())) {
        return segment;
      }
    }
    Newest now = newest.get();
    if (now == null || now.written().header().recording().equals(last.header().recording())) {
      return null;
    }
    SegmentHeader running = now.written().header();
    return catalogue.segment(running.recording(), running.number());
  }

  /** Whether exactly that is read which was written by then. */
  public boolean hasRead(Newest then) {
    Place here = place;
    return here != null
        && isOf(then.written(), here.segment.header())
        && here.at == then.written().bytes();
  }

  @Override
  public void close() throws IOException {
    Place here = place;
    place = null;
    if (here != null) {
      here.close();
    }
  }
}
