package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.time.NanoClock;
import io.iocp.websocket.protocol.WsClose;
import java.util.List;
import java.util.Map;
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
  private final BufferPool buffers;
  private final NanoClock clock;
  private final RelayFigures figures;
  // Null while nobody wants frames.
  private @Nullable FrameOutlet outlet;

  /**
   * @param stream whose viewers they are
   * @param frameStreams makes the stream in which each chunk is a frame
   */
  FrameViewers(
      LiveStream stream,
      Supplier<LiveStream> frameStreams,
      BufferPool buffers,
      NanoClock clock,
      RelayFigures figures) {
    this.stream = stream;
    this.frameStreams = frameStreams;
    this.buffers = buffers;
    this.clock = clock;
    this.figures = figures;
  }

  /** Whether frames are made. */
  boolean present() {
    return outlet != null;
  }

  /**
   * Begins to make frames; takes over the references.
   *
   * @param session any session of the worker that is to make them
   * @param messages what the stream is
   * @param cached its current group of pictures
   */
  void begin(
      ViewerSession session, FrameReader reader, JoinMessages messages, List<MediaChunk> cached) {
    FrameOutlet made =
        new FrameOutlet(
            frameStreams.get(), session, reader, buffers, clock, figures, this::refused);
    made.onKeyframeWanted(stream::keyframeWanted);
    made.start(messages, cached);
    outlet = made;
  }

  /** The stream of frames; there has to be one. */
  LiveStream frames() {
    if (outlet == null) {
      throw new IllegalStateException("no frames are made");
    }
    return outlet.frames();
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

  /** By client. */
  Map<Long, Subscription> subscriptions() {
    return outlet == null ? Map.of() : outlet.frames().subscriptions();
  }
}
