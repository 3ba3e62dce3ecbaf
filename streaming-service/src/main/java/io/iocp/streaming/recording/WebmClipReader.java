package io.iocp.streaming.recording;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.mp4.FragmentWriter;
import io.iocp.streaming.media.webm.WebmSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the samples of a part of a segment of WebM. Its blocks have no table in front of them: all
 * of it is read.
 */
final class WebmClipReader implements ClipReader, SampleSink {

  private static final long CLUSTER = 0x1F43B675L;
  private static final int HEADER_BYTES = 12;
  private static final int MAX_ELEMENT_BYTES = 64 << 20;

  /** WebM's own resolution is a millisecond, of which this is a multiple. */
  private static final int TIMESCALE = 90_000;

  private static final double TICKS_PER_NANO = TIMESCALE / 1e9;

  private final WebmSamples samples = new WebmSamples(this);
  private final ClipTables tables;
  private final Map<Integer, Long> lastTimes = new HashMap<>();
  private ByteBuffer init = ByteBuffer.allocate(0);
  private int file;
  private long elementAt;
  private long shift;

  WebmClipReader(ByteBuffer webmInit, ClipTables tables) throws ClipRefused {
    this.tables = tables;
    ReadOutcome outcome = samples.init(webmInit);
    if (!outcome.consumed() || !init.hasRemaining()) {
      throw new ClipRefused("the recording has no track that MP4 can carry");
    }
  }

  @Override
  public ByteBuffer init() {
    return init.duplicate();
  }

  @Override
  public void tracks(List<Track> all) {
    if (!init.hasRemaining()) {
      new FragmentWriter().into(new InitOnly()).tracks(all.stream().map(this::scaled).toList());
    }
  }

  private Track scaled(Track track) {
    return new Track(
        track.id(),
        track.codec(),
        track.codecString(),
        track.configuration(),
        TIMESCALE,
        track.widthPixels(),
        track.heightPixels(),
        track.sampleRate(),
        track.channels());
  }

  @Override
  public void read(FileWindow window, int number, long from, long to) throws IOException {
    file = number;
    long at = from;
    while (at < to) {
      ByteBuffer header = window.read(at, HEADER_BYTES);
      int available = header.remaining();
      long id = WholeChunks.number(header, false);
      long size = WholeChunks.number(header, true);
      int headerBytes = available - header.remaining();
      if (id < 0 || (size < 0 && id != CLUSTER)) {
        return;
      }
      long length = headerBytes + (id == CLUSTER ? 0 : size);
      if (length > MAX_ELEMENT_BYTES) {
        return;
      }
      ByteBuffer element = window.read(at, (int) length);
      elementAt = at - element.arrayOffset();
      if (!samples.chunk(element).consumed()) {
        return;
      }
      at += length;
    }
  }

  @Override
  public void sample(Sample sample) {
    if (!FragmentWriter.carries(sample.track().codec())) {
      return;
    }
    int track = sample.track().id();
    long time = Math.round(sample.decodeTime() * TICKS_PER_NANO) + shift;
    long last = lastTimes.getOrDefault(track, time);
    if (time < last) {
      shift += last - time; // It began anew: it goes on where it was.
      time = last;
    }
    lastTimes.put(track, time);
    tables.add(
        track,
        TIMESCALE,
        time,
        Math.round(sample.durationTicks() * TICKS_PER_NANO),
        0,
        sample.sync(),
        sample.data().remaining(),
        file,
        elementAt + sample.data().arrayOffset() + sample.data().position());
  }

  /** Takes the init segment; there is nothing else. */
  private final class InitOnly implements ChunkSink {

    @Override
    public void initSegment(MediaFormat format, ByteBuffer bytes) {
      init = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    @Override
    public void beginChunk(boolean keyframe) {
      throw new IllegalStateException("there are no samples");
    }

    @Override
    public void append(ByteBuffer piece) {
      throw new IllegalStateException("there are no samples");
    }

    @Override
    public void endChunk() {
      throw new IllegalStateException("there are no samples");
    }

    @Override
    public void discardChunk() {
      throw new IllegalStateException("there are no samples");
    }
  }
}
