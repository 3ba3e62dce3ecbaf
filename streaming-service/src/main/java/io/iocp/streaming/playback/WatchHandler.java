package io.iocp.streaming.playback;

import io.iocp.statistics.Counters;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Subscription;
import io.iocp.streaming.relay.WaitingViewers.Waiting;
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
 * <p>Once a second a text message says where live is and how far behind the viewer is. An unknown
 * stream is refused with close code 4404, which, unlike an HTTP status, a page can see. Query:
 * {@code wait=30s} has the viewer wait for the publisher, {@code max-delay=800ms} sets how far
 * behind it may be.
 */
public final class WatchHandler implements WsHandler {

  /** Close code for a stream that nobody publishes, after HTTP's 404. */
  public static final int UNKNOWN_STREAM = 4404;

  private static final String WAITING =
      "{\"type\":\"waiting\",\"reason\":\"nobody publishes this stream yet\"}";

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
    ViewerRequest request = ViewerRequest.of(session.query());
    Optional<LiveStream> stream = streams.find(id);
    if (stream.isPresent()) {
      join(session, stream.get(), request);
    } else if (!waits(session, id, request)) {
      refuse(session, id);
    }
  }

  private void join(WsSession session, LiveStream stream, ViewerRequest request) {
    Subscription subscription = stream.join(session, request.maxDelay());
    if (subscription != null) {
      session.attach(new Viewing(stream, subscription));
    }
  }

  /** Has a viewer that came before its stream's publisher wait, if it asked to. */
  private boolean waits(WsSession session, StreamId id, ViewerRequest request) {
    if (request.waiting().isZero()) {
      return false;
    }
    Waiting waiting =
        streams
            .waiting()
            .add(
                id,
                request.waiting(),
                () -> session.execute(() -> published(session, id, request)),
                () -> session.execute(() -> refuse(session, id)));
    if (waiting == null) {
      counters.increment(PlaybackCounter.REFUSED_TOO_MANY_WAIT);
      return false;
    }
    counters.increment(PlaybackCounter.WAITED);
    session.attach(waiting);
    session.sendText(WAITING);
    return true;
  }

  private void published(WsSession session, StreamId id, ViewerRequest request) {
    if (session.attachment() instanceof Waiting) {
      session.attach(null);
      streams
          .find(id)
          .ifPresentOrElse(stream -> join(session, stream, request), () -> refuse(session, id));
    }
  }

  private void refuse(WsSession session, StreamId id) {
    counters.increment(PlaybackCounter.REFUSED_UNKNOWN_STREAM);
    session.close(new WsClose(UNKNOWN_STREAM, "nobody publishes " + id));
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    // Nothing is asked of viewers.
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    if (session.attachment() instanceof Viewing viewing) {
      viewing.stream().leave(viewing.subscription());
    } else if (session.attachment() instanceof Waiting waiting) {
      streams.waiting().remove(waiting);
    }
    session.attach(null);
  }

  private record Viewing(LiveStream stream, Subscription subscription) {}
}
