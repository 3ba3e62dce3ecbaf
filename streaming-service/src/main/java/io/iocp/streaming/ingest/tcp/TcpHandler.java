package io.iocp.streaming.ingest.tcp;

import io.iocp.access.AddressRange;
import io.iocp.socket.SocketHandler;
import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that comes by connections to a port of its own, in any container. The port is the
 * permission: who reaches it, and is allowed, may publish. That the publisher finishes is its
 * goodbye; one that is refused is closed, for there is nothing in which to tell it why.
 */
public final class TcpHandler implements SocketHandler {

  private static final Logger logger = LoggerFactory.getLogger(TcpHandler.class);

  private final StreamId id;
  private final List<AddressRange> allowedSenders;
  private final Publishing publishing;

  /**
   * A handler of the publishers of one stream.
   *
   * @param allowedSenders addresses from which the stream may come; any if empty
   */
  public TcpHandler(StreamId id, List<AddressRange> allowedSenders, Publishing publishing) {
    this.id = id;
    this.allowedSenders = List.copyOf(allowedSenders);
    this.publishing = publishing;
  }

  /** Viewers live on publishers. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void onOpen(SocketSession session) {
    boolean allowed =
        allowedSenders.isEmpty()
            || allowedSenders.stream()
                .anyMatch(range -> range.contains(session.remoteAddress().getAddress()));
    if (!allowed) {
      logger.info("Client {} may not publish {}: its address is not allowed", session.id(), id);
      session.close();
      return;
    }
    PublishAttempt attempt =
        publishing.begin(id, PublisherConnection.of(session, refusal -> session.close()));
    if (attempt instanceof PublishedStream stream) {
      session.attach(stream);
      session.opened();
    } else {
      session.close();
    }
  }

  @Override
  public void onPiece(SocketSession session, ByteBuffer piece) {
    if (session.attachment() instanceof PublishedStream stream) {
      Refusal refusal = stream.read(piece);
      if (refusal != null) {
        session.attach(null);
        session.close();
      }
    }
  }

  @Override
  public void onPeerFinished(SocketSession session) {
    if (session.attachment() instanceof PublishedStream stream) {
      session.attach(null);
      stream.end("the connection was finished");
    }
    session.close();
  }

  @Override
  public void onClosed(SocketSession session) {
    if (session.attachment() instanceof PublishedStream stream) {
      session.attach(null);
      stream.lost("the connection has ended");
    }
  }
}
