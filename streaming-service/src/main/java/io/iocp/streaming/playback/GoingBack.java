package io.iocp.streaming.playback;

import io.iocp.session.Session;
import io.iocp.streaming.history.PastViewer;
import io.iocp.streaming.history.PastViewers;
import io.iocp.streaming.history.SeekTarget;
import io.iocp.streaming.history.ViewerWish;
import io.iocp.streaming.relay.ViewerSession;
import io.iocp.streaming.stream.StreamId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes viewers of live streams into the past and back, where the service keeps one. Calls for one
 * session are made in its context.
 */
final class GoingBack {

  /** Attached while it is found out whether a viewer that has come can begin in the past. */
  private static final Object COMING = new Object();

  private final Audience audience;
  private final @Nullable PastViewers viewers;

  /**
   * @param viewers null where nobody can go back
   */
  GoingBack(Audience audience, @Nullable PastViewers viewers) {
    this.audience = audience;
    this.viewers = viewers;
  }

  /** A viewer has come that may want to begin in the past; false if it is to begin with live. */
  boolean begins(Session session, ViewerSession viewer, StreamId id, ViewerRequest request) {
    SeekTarget from = request.from();
    if (viewers == null || from == null || from.equals(SeekTarget.LIVE) || request.frames()) {
      return false;
    }
    session.attach(COMING);
    viewers.check(
        id,
        () -> session.execute(() -> go(session, viewer, id, request, from)),
        reason ->
            session.execute(
                () -> {
                  if (session.attachment() == COMING) {
                    session.attach(null);
                    PastViewers.refuse(viewer, reason);
                    audience.come(session, viewer, id, request.fromLive());
                  }
                }));
    return true;
  }

  /** A viewer wants something. */
  void wish(
      Session session, ViewerSession viewer, StreamId id, ViewerRequest request, ViewerWish wish) {
    if (viewers == null) {
      if (wish.kind() == ViewerWish.Kind.SEEK) {
        PastViewers.refuse(viewer, "this service does not keep the past of streams");
      }
      return;
    }
    switch (wish.kind()) {
      case TIME, RENDITION -> {} // Not about the past: it has been answered.
      case WINDOW -> viewers.tellWindow(viewer, id);
      case INVALID ->
          PastViewers.refuse(viewer, "to must be live, a time before it or one as in RFC 3339");
      case POSITION -> {
        if (session.attachment() instanceof PastViewer past) {
          past.playsAt(Objects.requireNonNull(wish.time()));
        }
      }
      case SEEK -> seek(session, viewer, id, request, Objects.requireNonNull(wish.to()));
    }
  }

  private void seek(
      Session session, ViewerSession viewer, StreamId id, ViewerRequest request, SeekTarget to) {
    if (session.attachment() instanceof PastViewer past) {
      past.seek(to);
    } else if (request.frames()) {
      PastViewers.refuse(viewer, "single frames are there of what is live only");
    } else if (!to.equals(SeekTarget.LIVE)) {
      Objects.requireNonNull(viewers)
          .check(
              id,
              () -> session.execute(() -> go(session, viewer, id, request, to)),
              reason -> PastViewers.refuse(viewer, reason));
    }
  }

  private void go(
      Session session, ViewerSession viewer, StreamId id, ViewerRequest request, SeekTarget to) {
    if (session.attachment() instanceof PastViewer past) {
      past.seek(to);
    } else if (session.attachment() != null) {
      audience.gone(session);
      PastViewer past =
          Objects.requireNonNull(viewers)
              .viewer(
                  viewer,
                  session.buffers(),
                  id,
                  () -> session.execute(() -> live(session, viewer, id, request)));
      session.attach(past);
      past.seek(to);
    } // Otherwise it has gone meanwhile.
  }

  /** From the past to what is live. */
  private void live(Session session, ViewerSession viewer, StreamId id, ViewerRequest request) {
    if (session.attachment() instanceof PastViewer) {
      session.attach(null);
      PastViewers.tellPresent(viewer);
      audience.come(session, viewer, id, request.fromLive());
    }
  }
}
