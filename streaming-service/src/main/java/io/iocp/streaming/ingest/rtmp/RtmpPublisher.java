package io.iocp.streaming.ingest.rtmp;

import io.iocp.connection.SendOutcome;
import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.HeldPieces;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.PublishAccess.Admission;
import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.ingest.WarningMessages;
import io.iocp.streaming.ingest.rtmp.protocol.PublishActions;
import io.iocp.streaming.ingest.rtmp.protocol.PublishRefusal;
import io.iocp.streaming.ingest.rtmp.protocol.PublishRequest;
import io.iocp.streaming.ingest.rtmp.protocol.PublishSession;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection on which somebody publishes by RTMP. It has the handshake timeout until it
 * publishes.
 *
 * <p>Only accessed in the session's context.
 */
final class RtmpPublisher implements PublishActions {

  private static final Logger logger = LoggerFactory.getLogger(RtmpPublisher.class);

  private final SocketSession session;
  private final Publishing publishing;
  private final PublishAccess access;
  private final PublishSession rtmp;

  // Null before it publishes, and after its stream has ended.
  private @Nullable PublishedStream stream;
  private @Nullable WarningMessages warnings;
  // Null before it is let in.
  private @Nullable Admission admission;
  // Whether somebody is asked about it; what comes until then is not taken.
  private boolean undecided;
  private final HeldPieces held = new HeldPieces();
  private boolean gone;

  RtmpPublisher(SocketSession session, Publishing publishing, PublishAccess access) {
    this.session = session;
    this.publishing = publishing;
    this.access = access;
    byte[] random = new byte[PublishSession.RANDOM_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    this.rtmp = new PublishSession(publishing.limits(), publishing.memory(), 0, random, this);
  }

  /** Takes bytes of the publisher. */
  void receive(ByteBuffer piece) {
    if (undecided) {
      held.add(piece);
      return;
    }
    ReadOutcome outcome = rtmp.receive(piece);
    if (undecided) {
      session.pause();
      held.add(piece);
      return;
    }
    if (stream != null) {
      Refusal refusal = stream.check(outcome);
      if (refusal != null) {
        stream = null;
        close(refusal);
      } else if (warnings != null) {
        warnings.tellInWords(rtmp::warn);
      }
    } else if (!outcome.consumed()) {
      logger.debug("Closed client {}: {}", session.id(), outcome.reason());
      session.close();
    }
  }

  /** The session is about to be closed: the publisher hears why. */
  void ending(String reason) {
    rtmp.fail(reason);
  }

  /** The connection is gone. */
  void closed() {
    gone = true;
    held.clear();
    if (stream != null) {
      stream.lost("connection closed");
      stream = null;
    }
    rtmp.close();
    if (admission != null) {
      admission.gone().run();
    }
  }

  // ── what RTMP wants done ──────────────────────────────────────────────────────────────────────

  @Override
  public void send(ByteBuffer bytes) {
    if (session.send(bytes) == SendOutcome.FULL) {
      // It does not read the answers to what it sends, and RTMP cannot leave any of them out.
      session.abort();
    }
  }

  @Override
  public void publish(PublishRequest request) {
    Optional<String> problem = StreamId.whyInvalid(request.streamName());
    if (problem.isPresent()) {
      refuse(PublishRefusal.BAD_NAME, problem.get());
      return;
    }
    StreamId id = new StreamId(request.streamName());
    undecided = true;
    access.admit(
        id,
        request.query(),
        session.id(),
        session.remoteAddress(),
        session::closeWithoutBacklog,
        decision -> session.execute(() -> decided(id, decision)));
  }

  /** At once, within {@link #receive}, or later; once. */
  private void decided(StreamId id, Supplier<Admission> decision) {
    undecided = false;
    if (gone) {
      return;
    }
    Admission answer = decision.get();
    String denied = answer.refusal();
    if (denied != null) {
      refuse(PublishRefusal.REJECTED, denied);
    } else {
      admission = answer;
      begin(id);
    }
    ByteBuffer waited = held.take();
    if (waited != null) {
      session.resume();
      receive(waited);
    }
  }

  private void begin(StreamId id) {
    PublishAttempt attempt = publishing.begin(id, PublisherConnection.of(session, this::close));
    if (attempt instanceof PublishedStream begun) {
      stream = begun;
      warnings = publishing.warningsOf(begun);
      session.opened();
      rtmp.accept(begun.samples());
    } else if (attempt instanceof Refusal refusal) {
      refuse(
          refusal.closeCode() == Refusal.NAME_TAKEN
              ? PublishRefusal.BAD_NAME
              : PublishRefusal.REJECTED,
          refusal.reason());
    }
  }

  private void refuse(PublishRefusal refusal, String reason) {
    logger.debug("Rejected publishing client {}: {}", session.id(), reason);
    rtmp.refuse(refusal, reason);
    session.close();
  }

  @Override
  public void ended() {
    if (stream != null) {
      stream.end("unpublished by the publisher");
      stream = null;
    }
    session.close();
  }

  /** Any thread. */
  private void close(Refusal why) {
    session.close(why.closeCode(), why.reason());
  }
}
