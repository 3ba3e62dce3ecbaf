package io.iocp.streaming.ingest;

import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /publish/{stream}}: the binary messages of a session, one after the other, are the byte
 * stream of one container; where they are cut means nothing.
 *
 * <p>Refusals are close codes with a reason: 4409 for a name that is taken, 4408 for one that was
 * silent when another wanted its place, 1013 when no more streams fit or there is no buffer to
 * begin one or no memory to go on, 1003 for what is no known container, 1007 for a broken one, 1009
 * for parts that are too large.
 *
 * <p>A publisher whose query has {@code requests=keyframe} is sent {@code {"type":"keyframe"}} when
 * a viewer has come and there is none for it, once a second at most; with {@code requests=received}
 * it is told {@code {"type":"received","bytes":…}}, and with {@code requests=warnings}, in {@code
 * {"type":"warnings","warnings":[…]}}, what about its stream hurts viewers, when that changes.
 * Several stand with commas between them. With {@code record=true} or {@code record=false} it says
 * whether it wants to be recorded.
 */
public final class PublishHandler implements WsHandler {

  private static final String KEYFRAME = "{\"type\":\"keyframe\"}";

  private final Publishing publishing;

  /** A handler of publishers that speak WebSocket. */
  public PublishHandler(Publishing publishing) {
    this.publishing = publishing;
    WarningMessages.prepare();
  }

  /** Viewers live on publishers. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void onOpen(WsSession session) {
    PublishAttempt attempt =
        publishing.begin(
            new StreamId(session.variable("stream")),
            PublisherConnection.of(session, refusal -> close(session, refusal)));
    if (attempt instanceof PublishedStream stream) {
      PublisherRequests requests = PublisherRequests.of(session.query());
      publishing.asked(new StreamId(session.variable("stream")), requests);
      if (requests.keyframe()) {
        stream.onKeyframeWanted(() -> session.sendText(KEYFRAME));
      }
      session.attach(
          new Publisher(
              stream,
              requests.received() ? new Receipts(publishing::arrivalMillis) : null,
              requests.warnings() ? publishing.warningsOf(stream) : null));
    } else if (attempt instanceof Refusal refusal) {
      close(session, refusal);
    }
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    if (!(session.attachment() instanceof Publisher publisher)) {
      return; // Refused; the close frame is on its way.
    }
    PublishedStream stream = publisher.stream();
    int pieceBytes = piece.remaining();
    Refusal refusal = type == MessageType.TEXT ? stream.refuse(Refusal.TEXT) : stream.read(piece);
    if (refusal != null) {
      session.attach(null);
      close(session, refusal);
      return;
    }
    Receipts receipts = publisher.receipts();
    if (receipts != null && receipts.isDueAfter(pieceBytes, last)) {
      session.sendText(receipts.json());
    }
    WarningMessages warnings = publisher.warnings();
    if (warnings != null) {
      warnings.tell(all -> session.sendText(WarningMessages.json(all)).isAccepted());
    }
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    if (session.attachment() instanceof Publisher publisher) {
      session.attach(null);
      PublishedStream stream = publisher.stream();
      String why = status.code() + " " + status.reason();
      if (status.code() == CloseCode.NORMAL) {
        stream.end(why);
      } else {
        stream.lost(why);
      }
    }
  }

  private static void close(WsSession session, Refusal refusal) {
    session.close(new WsClose(refusal.closeCode(), refusal.reason()));
  }

  /** One that is there. */
  private record Publisher(
      PublishedStream stream, @Nullable Receipts receipts, @Nullable WarningMessages warnings) {}
}
