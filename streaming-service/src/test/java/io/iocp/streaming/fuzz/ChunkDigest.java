package io.iocp.streaming.fuzz;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.mp4.FragmentSamples;
import io.iocp.streaming.media.webm.WebmSamples;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes chunks, checks the order of the calls, and looks for samples in each chunk, as is done for
 * viewers that decode themselves.
 */
final class ChunkDigest implements ChunkSink, SampleSink {

  private static final int LARGEST_CHUNK = 20_480;

  private final Digest digest = new Digest();
  private final ByteBuffer chunk = ByteBuffer.allocate(LARGEST_CHUNK);
  private long beforeChunk;
  private boolean segmentSeen;
  private boolean open;
  private boolean chunkFits;
  private long bytes;
  private @Nullable FragmentSamples fragments;
  private @Nullable WebmSamples clusters;
  private boolean samplesReadable;
  private List<Track> tracks = List.of();

  /** A number for all that came; of a chunk that is open only if the stream may go on. */
  long value(boolean consumed) {
    if (open && !consumed) {
      digest.set(beforeChunk);
    }
    return digest.value();
  }

  /** Bytes that were handed out. */
  long bytes() {
    return bytes;
  }

  @Override
  public void initSegment(MediaFormat format, ByteBuffer segment) {
    require(!open, "no init segment inside a chunk");
    segmentSeen = true;
    digest.add(format.hashCode());
    digest.add(segment);
    bytes += segment.remaining();
    fragments = null;
    clusters = null;
    if (format.mimeType().contains("mp4")) {
      fragments = new FragmentSamples(this);
      samplesReadable = fragments.init(segment.duplicate()).consumed();
    } else if (format.mimeType().contains("webm")) {
      clusters = new WebmSamples(this);
      samplesReadable = clusters.init(segment.duplicate()).consumed();
    }
  }

  @Override
  public void picture(long decodeMicros, long presentationMicros) {
    // How early it is told depends on the cut; that it is told in order does not.
  }

  @Override
  public void beginChunk(boolean keyframe) {
    require(!open && segmentSeen, "a chunk begins after an init segment or a chunk");
    open = true;
    beforeChunk = digest.value();
    digest.add(keyframe ? 3 : 2);
    chunk.clear();
    chunkFits = true;
  }

  @Override
  public void append(ByteBuffer piece) {
    require(open && piece.hasRemaining(), "pieces belong to a chunk and are not empty");
    digest.add(piece);
    bytes += piece.remaining();
    chunkFits &= piece.remaining() <= chunk.remaining();
    if (chunkFits) {
      chunk.put(piece.duplicate());
    }
  }

  @Override
  public void endChunk() {
    require(open, "a chunk that ends has begun");
    open = false;
    digest.add(5);
    if (chunkFits && samplesReadable) {
      ByteBuffer whole = chunk.duplicate().flip();
      if (fragments != null) {
        samplesReadable = fragments.chunk(whole).consumed();
      } else if (clusters != null) {
        samplesReadable = clusters.chunk(whole).consumed();
      }
    }
  }

  @Override
  public void discardChunk() {
    require(open, "a chunk that is given up has begun");
    open = false;
    digest.set(beforeChunk);
  }

  @Override
  public void tracks(List<Track> announced) {
    require(!announced.isEmpty(), "there is a track");
    tracks = announced;
  }

  @Override
  public void sample(Sample sample) {
    require(tracks.contains(sample.track()), "a sample is of an announced track");
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError("broken rule: " + rule);
    }
  }
}
