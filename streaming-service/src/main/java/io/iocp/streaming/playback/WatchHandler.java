package io.iocp.streaming.playback;

import io.iocp.statistics.Counters;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Subscription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * {@code /watch/{stream}}: a JSON text message says what the stream is, binary messages follow that
 * are a valid file of its container when they are put together. What a viewer sends is ignored.
 *
 * <p>An unknown stream is refused with close code 4404, which, unlike an HTTP status, a page can
 * see.
 */
public final class WatchHandler implements WsHandler {

  /** Close code for a stream that nobody publishes, after HTTP's 404. */
  public static final int UNKNOWN_STREAM = 4404;

  private final StreamRegistry streams;
  private final Counters<PlaybackCounter> counters = new Counters<>(PlaybackCounter.class);

  public WatchHandler(StreamRegistry streams) {
    this.streams = streams;
  }

  public Counters<PlaybackCounter> counters() {
    return counters;
  }

  @Override
  public void onOpen(WsSession session) {
    StreamId id = new StreamId(session.variable("stream"));
    Optional<LiveStream> stream = streams.find(id);
    if (stream.isEmpty()) {
      counters.increment(PlaybackCounter.REFUSED_UNKNOWN_STREAM);
      session.close(new WsClose(UNKNOWN_STREAM, "nobody publishes " + id));
      return;
    }
    Subscription subscription = stream.get().join(session);
    if (subscription != null) {
      session.attach(new Viewing(stream.get(), subscription));
    }
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    // Nothing is asked of viewers.
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    if (session.attachment() instanceof Viewing viewing) {
      viewing.stream().leave(viewing.subscription());
    }
  }

  private record Viewing(LiveStream stream, Subscription subscription) {}
}
