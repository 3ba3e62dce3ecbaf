package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;
import io.iocp.websocket.protocol.WsClose;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The viewers of a stream that asked for frames. Frames are made while there are some, once for all
 * of them.
 *
 * <p>Guarded by the stream's lock.
 */
final class FrameViewers {

  private final LiveStream stream;
  private final Supplier<LiveStream> frameStreams;
  private final RelayResources relay;
  // Null while nobody wants frames.
  private @Nullable FrameOutlet outlet;

  /**
   * @param stream whose viewers they are
   * @param frameStreams makes the stream in which each chunk is a frame
   */
  FrameViewers(LiveStream stream, Supplier<LiveStream> frameStreams, RelayResources relay) {
    this.stream = stream;
    this.frameStreams = frameStreams;
    this.relay = relay;
  }

  /**
   * A viewer that wants frames; makes them if nobody does yet.
   *
   * @param reader how to take frames out
   * @param messages what the stream is; null when the pool is empty. Taken over
   * @param group its current group of pictures; taken over
   * @return its subscription, or null when it cannot join
   */
  @Nullable Subscription join(
      Newcomer newcomer,
      Supplier<FrameReader> reader,
      @Nullable JoinMessages messages,
      List<MediaChunk> group) {
    if (outlet == null && messages != null) {
      outlet = begin(newcomer.session(), reader.get(), messages, group);
    } else {
      group.forEach(MediaChunk::release);
      if (messages != null) {
        messages.release();
      }
    }
    if (outlet == null) {
      newcomer.refuse(StreamEnd.NO_BUFFERS);
      return null;
    }
    return outlet.frames().join(newcomer);
  }

  private FrameOutlet begin(
      ViewerSession session, FrameReader reader, JoinMessages messages, List<MediaChunk> group) {
    FrameOutlet made = new FrameOutlet(frameStreams.get(), session, reader, relay, this::refused);
    made.onKeyframeWanted(stream::keyframeWanted);
    made.start(messages, group);
    return made;
  }

  /** There are no frames in it, or not any more: whoever asks again is told again. */
  private void refused(FrameOutlet which, WsClose why) {
    synchronized (stream) {
      outlet = outlet == which ? null : outlet;
    }
    which.frames().end(why);
  }

  void leave(Subscription subscription) {
    if (outlet != null) {
      outlet.frames().leave(subscription);
      if (outlet.frames().viewers() == 0) {
        outlet.close();
        outlet = null;
      }
    }
  }

  /** Tells the outlet, if there is one. */
  void tell(Consumer<Outlet> event) {
    if (outlet != null) {
      event.accept(outlet);
    }
  }

  void shedAbove(long shareBytes) {
    if (outlet != null) {
      outlet.frames().shedAbove(shareBytes);
    }
  }

  int count() {
    return outlet == null ? 0 : outlet.frames().viewers();
  }

  /** These and the others, by client. */
  NavigableMap<Long, Subscription> with(NavigableMap<Long, Subscription> others) {
    if (outlet == null) {
      return others;
    }
    NavigableMap<Long, Subscription> all = new TreeMap<>(others);
    all.putAll(outlet.frames().subscriptions());
    return all;
  }
}
