package io.iocp.streaming.ingest;

import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;

/**
 * {@code /publish/{stream}}: the binary messages of a session, one after the other, are the byte
 * stream of one container; where they are cut means nothing.
 *
 * <p>Refusals are close codes with a reason: 4409 for a name that is taken, 4408 for one that was
 * silent when another wanted its place, 1013 when no more streams fit or there is no buffer to
 * begin one or no memory to go on, 1003 for what is no known container, 1007 for a broken one, 1009
 * for parts that are too large.
 */
public final class PublishHandler implements WsHandler {

  private final Publishing publishing;

  /** A handler of publishers that speak WebSocket. */
  public PublishHandler(Publishing publishing) {
    this.publishing = publishing;
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
      session.attach(stream);
    } else if (attempt instanceof Refusal refusal) {
      close(session, refusal);
    }
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    if (!(session.attachment() instanceof PublishedStream stream)) {
      return; // Refused; the close frame is on its way.
    }
    Refusal refusal = type == MessageType.TEXT ? stream.refuse(Refusal.TEXT) : stream.read(piece);
    if (refusal != null) {
      session.attach(null);
      close(session, refusal);
    }
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    if (session.attachment() instanceof PublishedStream stream) {
      session.attach(null);
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
}
