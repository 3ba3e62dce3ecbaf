package io.iocp.streaming.ingest.tcp;

import io.iocp.socket.SocketHandler;
import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.AllowedSenders;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;

/**
 * One stream that comes by connections to a port of its own, in any container. Who is allowed may
 * publish, as far as rules let its address. That the publisher finishes is its goodbye; one that is
 * refused is closed, for there is nothing in which to tell it why.
 */
public final class TcpHandler implements SocketHandler {

  private final StreamId id;
  private final AllowedSenders allowedSenders;
  private final Publishing publishing;
  private final PublishAccess access;

  /**
   * A handler of the publishers of one stream.
   *
   * @param allowedSenders from where the stream may come
   * @param access decides who of them may publish
   */
  public TcpHandler(
      StreamId id, AllowedSenders allowedSenders, Publishing publishing, PublishAccess access) {
    this.id = id;
    this.allowedSenders = allowedSenders;
    this.publishing = publishing;
    this.access = access;
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
    TcpPublisher publisher = new TcpPublisher(session, id, publishing);
    session.attach(publisher);
    publisher.ask(access);
  }

  @Override
  public void onPiece(SocketSession session, ByteBuffer piece) {
    if (session.attachment() instanceof TcpPublisher publisher) {
      publisher.receive(piece);
    }
  }

  @Override
  public void onPeerFinished(SocketSession session) {
    if (session.attachment() instanceof TcpPublisher publisher) {
      publisher.finished();
    } else {
      session.close();
    }
  }

  @Override
  public void onClosed(SocketSession session) {
    if (session.attachment() instanceof TcpPublisher publisher) {
      publisher.closed();
    }
  }
}
