package io.iocp.streaming.ingest.rtmp;

import io.iocp.socket.SocketHandler;
import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.Publishing;
import java.nio.ByteBuffer;

/**
 * {@code rtmp://host/app/stream}: publishers that speak RTMP, such as OBS and ffmpeg. The stream
 * key is the stream's name; the application means nothing. Viewers get fragmented MP4.
 *
 * <p>Refusals are {@code onStatus} messages of the level {@code error}, with the reason in words.
 */
public final class RtmpHandler implements SocketHandler {

  /** Answers are short: more waits only for a publisher that does not read. */
  private static final long SEND_QUEUE_BYTES = 128 << 10;

  private final Publishing publishing;
  private final PublishAccess access;

  /**
   * A handler of publishers.
   *
   * @param access decides who may publish
   */
  public RtmpHandler(Publishing publishing, PublishAccess access) {
    this.publishing = publishing;
    this.access = access;
  }

  /** Viewers live on publishers. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void onOpen(SocketSession session) {
    session.sendQueueBound(SEND_QUEUE_BYTES);
    session.attach(new RtmpPublisher(session, publishing, access));
  }

  @Override
  public void onPiece(SocketSession session, ByteBuffer piece) {
    if (session.attachment() instanceof RtmpPublisher publisher) {
      publisher.receive(piece);
    }
  }

  @Override
  public void onEnding(SocketSession session, int code, String reason) {
    if (session.attachment() instanceof RtmpPublisher publisher) {
      publisher.ending(reason);
    }
  }

  @Override
  public void onClosed(SocketSession session) {
    if (session.attachment() instanceof RtmpPublisher publisher) {
      publisher.closed();
    }
  }
}
