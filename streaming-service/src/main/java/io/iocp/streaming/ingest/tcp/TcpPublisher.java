package io.iocp.streaming.ingest.tcp;

import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.HeldPieces;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.PublishAccess.Admission;
import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the port of a stream.
 *
 * <p>Only accessed in the session's context.
 */
final class TcpPublisher {

  private final SocketSession session;
  private final StreamId id;
  private final Publishing publishing;
  private boolean undecided = true;
  private boolean finished;
  private boolean gone;
  private final HeldPieces held = new HeldPieces();
  private @Nullable Admission admission;
  // Null unless it has the stream.
  private @Nullable PublishedStream stream;

  TcpPublisher(SocketSession session, StreamId id, Publishing publishing) {
    this.session = session;
    this.id = id;
    this.publishing = publishing;
  }

  void ask(PublishAccess access) {
    access.admit(
        id,
        "",
        session.id(),
        session.remoteAddress(),
        session::closeWithoutBacklog,
        decision -> session.execute(() -> decided(decision)));
    if (undecided) {
      session.pause();
    }
  }

  /** At once, within {@link #ask}, or later; once. */
  private void decided(Supplier<Admission> decision) {
    undecided = false;
    if (gone) {
      return;
    }
    Admission answer = decision.get();
    if (answer.refusal() != null) {
      session.close(); // Why is in the log of those who decide.
      return;
    }
    admission = answer;
    PublishAttempt attempt =
        publishing.begin(id, PublisherConnection.of(session, refusal -> session.close()));
    if (!(attempt instanceof PublishedStream begun)) {
      session.close();
      return;
    }
    stream = begun;
    session.opened();
    ByteBuffer waited = held.take();
    if (waited != null) {
      receive(waited);
    }
    if (finished) {
      finished();
    } else {
      session.resume();
    }
  }

  void receive(ByteBuffer piece) {
    if (undecided) {
      held.add(piece);
    } else if (stream != null && stream.read(piece) != null) {
      stream = null;
      session.close();
    }
  }

  void finished() {
    if (undecided) {
      finished = true;
      return;
    }
    if (stream != null) {
      PublishedStream ended = stream;
      stream = null;
      ended.end("the connection was finished");
    }
    session.close();
  }

  void closed() {
    gone = true;
    held.clear();
    if (stream != null) {
      stream.lost("the connection has ended");
      stream = null;
    }
    if (admission != null) {
      admission.gone().run();
    }
  }
}
