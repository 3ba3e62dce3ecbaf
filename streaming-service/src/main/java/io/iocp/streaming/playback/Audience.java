package io.iocp.streaming.playback;

import io.iocp.session.Session;
import io.iocp.statistics.Counters;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Subscription;
import io.iocp.streaming.relay.ViewerSession;
import io.iocp.streaming.relay.WaitingViewers.Waiting;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.protocol.WsClose;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How viewers come to their streams, whatever they speak: at once, or after they have waited for a
 * publisher. Calls for one session are made in its context.
 */
public final class Audience {

  /** Close code for a stream that nobody publishes, after HTTP's 404. */
  public static final int UNKNOWN_STREAM = 4404;

  private static final String WAITING =
      "{\"type\":\"waiting\",\"reason\":\"this stream is not published yet\"}";

  private final StreamRegistry streams;
  private final Counters<PlaybackCounter> counters = new Counters<>(PlaybackCounter.class);

  /** The audience of these streams. */
  public Audience(StreamRegistry streams) {
    this.streams = streams;
  }

  /** What is counted of all viewers. */
  public Counters<PlaybackCounter> counters() {
    return counters;
  }

  /**
   * A viewer has come.
   *
   * @param query what it asks for: see {@link ViewerRequest}
   */
  void come(Session session, ViewerSession viewer, StreamId id, @Nullable String query) {
    ViewerRequest request = ViewerRequest.of(query);
    Optional<LiveStream> stream = streams.find(id);
    if (stream.isPresent()) {
      join(session, viewer, stream.get(), request);
    } else if (!waits(session, viewer, id, request)) {
      refuse(viewer, id);
    }
  }

  private static void join(
      Session session, ViewerSession viewer, LiveStream stream, ViewerRequest request) {
    Subscription subscription = stream.join(viewer, request.maxDelay());
    if (subscription != null) {
      session.attach(new Viewing(stream, subscription));
    }
  }

  /** Has a viewer that came before its stream's publisher wait, if it asked to. */
  private boolean waits(Session session, ViewerSession viewer, StreamId id, ViewerRequest request) {
    if (request.waiting().isZero()) {
      return false;
    }
    Waiting waiting =
        streams
            .waiting()
            .add(
                id,
                request.waiting(),
                () -> session.execute(() -> published(session, viewer, id, request)),
                () -> session.execute(() -> refuse(viewer, id)));
    if (waiting == null) {
      counters.increment(PlaybackCounter.REFUSED_TOO_MANY_WAIT);
      return false;
    }
    counters.increment(PlaybackCounter.WAITED);
    session.attach(waiting);
    viewer.sendText(WAITING);
    return true;
  }

  private void published(
      Session session, ViewerSession viewer, StreamId id, ViewerRequest request) {
    if (session.attachment() instanceof Waiting) {
      session.attach(null);
      streams
          .find(id)
          .ifPresentOrElse(
              stream -> join(session, viewer, stream, request), () -> refuse(viewer, id));
    }
  }

  private void refuse(ViewerSession viewer, StreamId id) {
    counters.increment(PlaybackCounter.REFUSED_UNKNOWN_STREAM);
    viewer.close(new WsClose(UNKNOWN_STREAM, id + " is not live"));
  }

  /** A viewer has gone. */
  void gone(Session session) {
    if (session.attachment() instanceof Viewing viewing) {
      viewing.stream().leave(viewing.subscription());
    } else if (session.attachment() instanceof Waiting waiting) {
      streams.waiting().remove(waiting);
    }
    session.attach(null);
  }

  private record Viewing(LiveStream stream, Subscription subscription) {}
}
