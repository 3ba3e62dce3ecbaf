package io.iocp.streaming.ingest.tcp;

import io.iocp.socket.SocketHandler;
import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.AllowedSenders;
import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;

/**
 * One stream that comes by connections to a port of its own, in any container. The port is the
 * permission: who reaches it, and is allowed, may publish. That the publisher finishes is its
 * goodbye; one that is refused is closed, for there is nothing in which to tell it why.
 */
public final class TcpHandler implements SocketHandler {

  private final StreamId id;
  private final AllowedSenders allowedSenders;
  private final Publishing publishing;

  /**
   * A handler of the publishers of one stream.
   *
   * @param allowedSenders from where the stream may come
   */
  public TcpHandler(StreamId id, AllowedSenders allowedSenders, Publishing publishing) {
    this.id = id;
    this.allowedSenders = allowedSenders;
    this.publishing = publishing;
  }

  /** The stream that comes here. */
  public StreamId id() {
    return id;
  }

  /** Viewers live on publishers. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void onOpen(SocketSession session) {
    if (!allowedSenders.contain(session.remoteAddress().getAddress())) {
      publishing
          .refusals()
          .refused("Client {} may not publish {}: its address is not allowed", session.id(), id);
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
