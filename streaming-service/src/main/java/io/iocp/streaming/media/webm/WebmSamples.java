package io.iocp.streaming.media.webm;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the samples out of the init segments and the complete chunks that {@link WebmReader} cuts.
 * Times are nanoseconds: those of the blocks by the TimestampScale; codec delays are not taken off.
 * Tracks of codecs that the media model does not have (Vorbis) are left out.
 *
 * <p>A block's time counts from the Cluster before it, so chunks must come without a gap from one
 * with a Cluster on, such as a keyframe; what comes before is ignored. Not thread-safe.
 */
public final class WebmSamples {

  private static final long DEFAULT_TIMESTAMP_SCALE = 1_000_000;
  private static final int SIMPLE_BLOCK_KEYFRAME = 0x80;
  private static final int LACING = 0x06;
  private static final int MAX_TRACKS = 8;

  /** Number of the track, time and flags, size and IDs around a block: all but its frame. */
  private static final int MAX_HEAD_BYTES = 256;

  /** Over a hundred years. */
  private static final long MAX_NANOS = 1L << 62;

  private final SampleSink sink;
  private final Map<Long, WebmSampleTrack> tracks = new HashMap<>();
  private final Map<Long, Long> lastTimes = new HashMap<>();
  private List<Track> announced = List.of();
  private long timestampScale = DEFAULT_TIMESTAMP_SCALE;
  private boolean inCluster;
  private long clusterTime;

  /**
   * @param sink called by {@link #init} and {@link #chunk} for all that they find
   */
  public WebmSamples(SampleSink sink) {
    this.sink = sink;
  }

  /**
   * Reads an init segment: EBML header, Segment header, Info and Tracks.
   *
   * @return a refusal when it has no track of the media model or is damaged
   */
  public ReadOutcome init(ByteBuffer segment) {
    tracks.clear();
    lastTimes.clear();
    inCluster = false;
    timestampScale = DEFAULT_TIMESTAMP_SCALE;
    List<Track> found = new ArrayList<>();
    ByteView view = ByteView.of(segment);
    while (view.remaining() > 0 && !view.overrun()) {
      int id = EbmlElement.id(view);
      long sizeBytes = EbmlElement.size(view);
      if (id != EbmlId.SEGMENT) {
        element(id, view.child(sizeBytes), found);
      }
    }
    if (view.overrun() || timestampScale <= 0) {
      return ReadOutcome.malformed("WebM init segment is damaged");
    }
    if (found.isEmpty()) {
      return ReadOutcome.unsupported("WebM has no track whose samples can be extracted");
    }
    announced = List.copyOf(found);
    sink.tracks(announced);
    return ReadOutcome.CONSUMED;
  }

  private void element(int id, ByteView body, List<Track> found) {
    if (id != EbmlId.INFO && id != EbmlId.TRACKS) {
      return;
    }
    for (EbmlElement e = EbmlElement.next(body); e != null; e = EbmlElement.next(body)) {
      if (e.id() == EbmlId.TIMESTAMP_SCALE) {
        timestampScale = e.unsigned();
      } else if (e.id() == EbmlId.TRACK_ENTRY && found.size() < MAX_TRACKS) {
        WebmSampleTrack track = WebmSampleTrack.of(found.size() + 1, e.body());
        if (track != null && tracks.putIfAbsent(track.number(), track) == null) {
          found.add(track.track());
        }
      }
    }
  }

  /**
   * Reads a complete chunk; its position and limit stay as they are.
   *
   * @param chunk a Cluster's header with its Timestamp, a block, or both
   * @return a refusal when it is damaged
   */
  public ReadOutcome chunk(ByteBuffer chunk) {
    ByteBuffer rest = chunk.slice();
    while (rest.hasRemaining()) {
      ByteView head = head(rest);
      int id = EbmlElement.id(head);
      long sizeBytes = EbmlElement.size(head);
      rest.position(rest.position() + head.position());
      if (head.overrun()) {
        return damaged();
      }
      if (id == EbmlId.CLUSTER) {
        inCluster = false;
        continue;
      }
      if (sizeBytes < 0 || sizeBytes > rest.remaining()) {
        return damaged();
      }
      ByteBuffer body = rest.slice(rest.position(), (int) sizeBytes);
      rest.position(rest.position() + (int) sizeBytes);
      if (!bodyOf(id, body)) {
        return damaged();
      }
    }
    return ReadOutcome.CONSUMED;
  }

  private static ByteView head(ByteBuffer bytes) {
    return ByteView.copyOf(bytes, Math.min(bytes.remaining(), MAX_HEAD_BYTES));
  }

  private static ReadOutcome damaged() {
    return ReadOutcome.malformed("WebM chunk is damaged");
  }

  private boolean bodyOf(int id, ByteBuffer body) {
    return switch (id) {
      case EbmlId.TIMESTAMP -> {
        clusterTime = head(body).number(Math.min(body.remaining(), Long.BYTES));
        inCluster = true;
        yield clusterTime >= 0 && clusterTime < MAX_NANOS / timestampScale;
      }
      case EbmlId.SIMPLE_BLOCK -> {
        int flags = flags(body);
        yield block(body, (flags & SIMPLE_BLOCK_KEYFRAME) != 0, 0);
      }
      case EbmlId.BLOCK_GROUP -> blockGroup(body);
      // Nothing else carries samples.
      default -> true;
    };
  }

  private static int flags(ByteBuffer block) {
    ByteView head = head(block);
    EbmlElement.size(head);
    head.skip(Short.BYTES);
    return head.u8();
  }

  private boolean blockGroup(ByteBuffer group) {
    ByteBuffer block = ByteBuffer.allocate(0);
    boolean keyframe = true;
    long duration = 0;
    while (group.hasRemaining()) {
      ByteView head = head(group);
      int id = EbmlElement.id(head);
      long sizeBytes = EbmlElement.size(head);
      group.position(group.position() + head.position());
      if (head.overrun() || sizeBytes < 0 || sizeBytes > group.remaining()) {
        return false;
      }
      ByteBuffer body = group.slice(group.position(), (int) sizeBytes);
      group.position(group.position() + (int) sizeBytes);
      if (id == EbmlId.BLOCK) {
        block = body;
      } else if (id == EbmlId.REFERENCE_BLOCK) {
        keyframe = false;
      } else if (id == EbmlId.BLOCK_DURATION) {
        duration = head(body).number(Math.min(body.remaining(), Long.BYTES));
      }
    }
    boolean sound = duration >= 0 && duration < MAX_NANOS / timestampScale;
    return sound && block(block, keyframe, duration * timestampScale);
  }

  private boolean block(ByteBuffer block, boolean keyframe, long duration) {
    ByteView head = head(block);
    long number = EbmlElement.size(head);
    short relativeTime = (short) head.u16();
    int flags = head.u8();
    if (head.overrun() || (flags & LACING) != 0) {
      return false;
    }
    WebmSampleTrack track = tracks.get(number);
    if (track == null || !inCluster) {
      return true;
    }
    ByteBuffer frame = block.slice(head.position(), block.limit() - head.position());
    if (!frame.hasRemaining()) {
      return false;
    }
    long time = (clusterTime + relativeTime) * timestampScale;
    if (time < lastTimes.getOrDefault(number, Long.MIN_VALUE)) {
      lastTimes.clear();
      sink.tracks(announced);
    }
    lastTimes.put(number, time);
    sink.sample(
        new Sample(
            track.track(),
            time,
            time,
            duration > 0 ? duration : track.defaultDuration(),
            keyframe && track.keyframes().starts(frame.get(0) & 0xFF),
            frame));
    return true;
  }
}
