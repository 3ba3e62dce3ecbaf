package io.iocp.streaming.playback;

import io.iocp.session.Session;
import io.iocp.statistics.Counters;
import io.iocp.streaming.frames.MediaFrames;
import io.iocp.streaming.history.PastViewer;
import io.iocp.streaming.history.PastViewers;
import io.iocp.streaming.history.ViewerWish;
import io.iocp.streaming.relay.FrameReader;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.RenditionViewer;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Subscription;
import io.iocp.streaming.relay.Via;
import io.iocp.streaming.relay.ViewerSession;
import io.iocp.streaming.relay.WaitingViewers.Waiting;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How viewers come to their streams, whatever they speak: at once, or after they have waited for a
 * publisher. Calls for one session are made in its context.
 */
public final class Audience {

  /** Close code for a stream that nobody publishes, after HTTP's 404. */
  public static final int UNKNOWN_STREAM = 4404;

  /** Close code for a request that came round through servers, after HTTP's 508. */
  public static final int LOOP = 4508;

  private static final String WAITING =
      "{\"type\":\"waiting\",\"reason\":\"this stream is not published yet\"}";

  /** How long a viewer waits for a stream that comes on demand, if it does not say longer. */
  private static final Duration ON_DEMAND_WAIT = Duration.ofSeconds(20);

  private final StreamRegistry streams;
  private final StreamDemand demand;
  private final GoingBack goingBack;
  private final ServerId self;
  private final Counters<PlaybackCounter> counters = new Counters<>(PlaybackCounter.class);
  private final InstantSource clock = InstantSource.system();

  /** The audience of these streams, none of which comes on demand. */
  public Audience(StreamRegistry streams) {
    this(streams, StreamDemand.NONE, ServerId.random());
  }

  /**
   * The audience of these streams.
   *
   * @param demand streams that come when somebody wants to watch them
   * @param self what this server is called by others
   */
  public Audience(StreamRegistry streams, StreamDemand demand, ServerId self) {
    this(streams, demand, self, null);
  }

  /**
   * The audience of these streams.
   *
   * @param demand streams that come when somebody wants to watch them
   * @param self what this server is called by others
   * @param past where viewers go that go back; null if they cannot
   */
  public Audience(
      StreamRegistry streams, StreamDemand demand, ServerId self, @Nullable PastViewers past) {
    this.streams = streams;
    this.demand = demand;
    this.self = self;
    this.goingBack = new GoingBack(this, past);
    MediaFrames.prepare();
  }

  /** What is counted of all viewers. */
  public Counters<PlaybackCounter> counters() {
    return counters;
  }

  /**
   * A viewer has come.
   *
   * @param request what it asks for
   */
  void come(Session session, ViewerSession viewer, StreamId id, ViewerRequest request) {
    if (request.time()) {
      viewer.sendText(time(0));
    }
    if (request.via().contains(self.value()) || request.via().isTooLong()) {
      counters.increment(PlaybackCounter.REFUSED_LOOP);
      viewer.close(new WsClose(LOOP, loop(request.via())));
      return;
    }
    boolean goesBack =
        request.from() != null
            && streams.find(id).isPresent()
            && goingBack.begins(session, viewer, id, request);
    if (goesBack || joins(session, viewer, id, request)) {
      return;
    }
    if (demand.offers(id)) {
      if (waits(session, viewer, id, request.withWaiting(ON_DEMAND_WAIT))) {
        demand.request(id, request.via());
      } else {
        refuse(viewer, id);
      }
    } else if (!waits(session, viewer, id, request)) {
      refuse(viewer, id);
    }
  }

  private String loop(Via via) {
    return via.contains(self.value())
        ? "loop of servers: this request has passed this server already; look at the origins"
        : "this request has passed more than " + Via.MAXIMUM + " servers; look at the origins";
  }

  /** Has a viewer watch the stream, or a rendition of it; false when neither is live. */
  private boolean joins(Session session, ViewerSession viewer, StreamId id, ViewerRequest request) {
    Supplier<FrameReader> frames = request.frames() ? () -> new MediaFrames(clock) : null;
    Optional<LiveStream> stream = viewer.canMove() ? streams.find(id) : streams.best(id);
    if (stream.isPresent()) {
      Subscription subscription =
          frames == null
              ? stream.get().join(viewer, request.maxDelay())
              : stream.get().joinFrames(viewer, request.maxDelay(), frames);
      if (subscription != null) {
        session.attach(new Viewing(stream.get(), subscription));
      }
      return true;
    }
    RenditionViewer renditions =
        viewer.canMove()
            ? streams.watchRenditions(
                id, viewer, request.maxDelay(), request.heldRendition(id), frames)
            : null;
    session.attach(renditions);
    return renditions != null;
  }

  /** Has a viewer that came before its stream wait, if it is to. */
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
                request.patient(),
                () -> session.execute(() -> published(session, viewer, id, request)),
                () -> session.execute(() -> refuse(viewer, id)));
    if (waiting == null) {
      counters.increment(PlaybackCounter.REFUSED_TOO_MANY_WAIT);
      return false;
    }
    counters.increment(PlaybackCounter.WAITED);
    session.attach(waiting);
    viewer.sendText(WAITING);
    if (streams.best(id).isPresent()) {
      // It came in between.
      streams.waiting().remove(waiting);
      published(session, viewer, id, request);
    }
    return true;
  }

  private void published(
      Session session, ViewerSession viewer, StreamId id, ViewerRequest request) {
    if (session.attachment() instanceof Waiting) {
      session.attach(null);
      if (!joins(session, viewer, id, request)) {
        refuse(viewer, id);
      }
    }
  }

  private void refuse(ViewerSession viewer, StreamId id) {
    counters.increment(PlaybackCounter.REFUSED_UNKNOWN_STREAM);
    viewer.close(new WsClose(UNKNOWN_STREAM, id + " is not live"));
  }

  /**
   * What time it is here, for a viewer.
   *
   * @param question what the viewer calls its question; 0 if it has not asked
   */
  private String time(long question) {
    return "{\"type\":\"time\",\"id\":"
        + question
        + ",\"serverTimeMillis\":"
        + clock.millis()
        + "}";
  }

  /** A viewer wants to see another moment or rendition, or to know what time it is. */
  void wish(
      Session session, ViewerSession viewer, StreamId id, ViewerRequest request, ViewerWish wish) {
    switch (wish.kind()) {
      case TIME -> viewer.sendText(time(wish.id()));
      case RENDITION -> choose(session, viewer, id, wish.rendition());
      default -> goingBack.wish(session, viewer, id, request, wish);
    }
  }

  private static void choose(
      Session session, ViewerSession viewer, StreamId id, @Nullable String rendition) {
    if (!(session.attachment() instanceof RenditionViewer renditions)) {
      viewer.sendText(refusedRendition(id + " has no renditions to choose from"));
    } else if (!renditions.choose(rendition)) {
      viewer.sendText(refusedRendition(id + " has no rendition of this name that is live"));
    }
  }

  private static String refusedRendition(String reason) {
    return "{\"type\":\"rendition-refused\",\"reason\":\"" + reason + "\"}";
  }

  /** A viewer has gone. */
  void gone(Session session) {
    if (session.attachment() instanceof Viewing viewing) {
      viewing.stream().leave(viewing.subscription());
    } else if (session.attachment() instanceof RenditionViewer renditions) {
      renditions.leave();
    } else if (session.attachment() instanceof Waiting waiting) {
      streams.waiting().remove(waiting);
    } else if (session.attachment() instanceof PastViewer past) {
      past.close();
    }
    session.attach(null);
  }

  private record Viewing(LiveStream stream, Subscription subscription) {}
}
