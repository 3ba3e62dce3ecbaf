package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one publisher gives to its stream. When another one takes the stream over, this one is cut
 * off: what it still brings goes nowhere.
 *
 * <p>Any thread; calls of one publisher come in its order.
 */
public final class Feed {

  private final LiveStream stream;
  private final PublisherInfo info;
  // Only accessed in the publisher's serial context.
  private @Nullable FeedGate gate;

  Feed(LiveStream stream, long publisher) {
    this.stream = stream;
    this.info = new PublisherInfo(publisher);
  }

  /** Name of the stream. */
  public StreamId id() {
    return stream.id();
  }

  /** The stream that it feeds. */
  public LiveStream stream() {
    return stream;
  }

  /** Id of the publishing client. */
  public long publisher() {
    return info.client();
  }

  /**
   * The publisher has begun, or begun anew: viewers get the description and the init segment, and
   * media from the next keyframe on.
   *
   * @param init the init segment as an encoded message, with references that the stream takes over;
   *     empty if the format has none
   */
  public void begin(StreamDescription description, List<SharedBuffer> init) {
    if (gate == null) {
      stream.begin(this, description, init);
    } else {
      gate.begin(init, () -> stream.begin(this, description, init));
    }
  }

  /**
   * The next chunk for everyone.
   *
   * @param frames the encoded message, with references that the stream takes over
   */
  public void publish(boolean keyframe, List<SharedBuffer> frames, long payloadBytes) {
    publish(keyframe, frames, payloadBytes, MediaChunk.NOT_CAPTURED);
  }

  /**
   * The next chunk for everyone, of which it is known when it was captured.
   *
   * @param frames the encoded message, with references that the stream takes over
   * @param captureDelayNanos how long ago its first picture was captured, or {@link
   *     MediaChunk#NOT_CAPTURED}
   */
  public void publish(
      boolean keyframe, List<SharedBuffer> frames, long payloadBytes, long captureDelayNanos) {
    if (gate == null) {
      stream.publish(this, keyframe, frames, payloadBytes, captureDelayNanos);
    } else {
      gate.publish(
          keyframe,
          frames,
          payloadBytes,
          () -> stream.publish(this, keyframe, frames, payloadBytes, captureDelayNanos));
    }
  }

  /** A chunk is missing because the pool was empty: everybody waits for the next keyframe. */
  public void lost() {
    stream.lost(this);
  }

  /** The pool was empty when the stream was to begin: it cannot go on. */
  public void outOfBuffers() {
    stream.outOfBuffers(this);
  }

  /**
   * The publisher makes keyframes when it is asked to.
   *
   * @param request asks for one; called at most once a second, on any thread, and must not block
   */
  public void onKeyframeWanted(Runnable request) {
    info.keyframeRequest(request);
  }

  /**
   * How the publisher does can be asked.
   *
   * @param now called on any thread; must not block
   */
  public void onHealthWanted(Supplier<StreamHealth> now) {
    info.health(now);
  }

  /**
   * Nothing goes out before {@link #open}, and nothing while it is not allowed. Called before
   * anything is given to it.
   *
   * @param allows whether the publisher may go on; asked for each chunk, must not block
   */
  public void gate(BooleanSupplier allows) {
    gate = new FeedGate(allows, stream::gap);
  }

  /** What the gate kept goes out, and what comes. In the publisher's serial context. */
  public void open() {
    if (gate != null) {
      gate.open();
    }
  }

  /** The publisher is gone: the gate keeps nothing. In the publisher's serial context. */
  public void close() {
    if (gate != null) {
      gate.close();
    }
  }

  /** The media comes from another server, as it is now. */
  public void upstream(Upstream now) {
    info.upstream(now);
  }

  PublisherInfo info() {
    return info;
  }

  /** Whether the stream has shown anything, of this publisher or of one before. */
  public boolean hasBegun() {
    return stream.description() != null;
  }

  /** Whether nothing more goes out, whatever the publisher sends. */
  public boolean hasEnded() {
    return !stream.isFedBy(this);
  }

  /** Time since the last chunk was complete, or since the stream was begun. */
  public Duration silence() {
    return stream.silence();
  }
}
