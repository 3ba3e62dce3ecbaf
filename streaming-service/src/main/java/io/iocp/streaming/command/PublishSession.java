package io.iocp.streaming.command;

import io.iocp.time.NanoClock;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * One session with the server: lets the uplink send through it, and measures the round trip. The
 * handler's methods run on an I/O worker; the others on any thread.
 */
final class PublishSession implements WsHandler {

  static final long UNKNOWN_NANOS = -1;

  /** Little, for what waits here can neither be dropped nor overtaken. */
  private static final long SEND_QUEUE_BYTES = 64 << 10;

  private final Uplink uplink;
  private final NanoClock clock;
  private final ServerWords words;
  private final Runnable news;
  private final CompletableFuture<WsClose> closed = new CompletableFuture<>();
  private volatile long roundTripNanos = UNKNOWN_NANOS;

  /**
   * @param words hears what the server says
   * @param news run when something has happened that {@link Publication} waits for
   */
  PublishSession(Uplink uplink, NanoClock clock, ServerWords words, Runnable news) {
    this.uplink = uplink;
    this.clock = clock;
    this.words = words;
    this.news = news;
  }

  /** How it ended; completed once it has. */
  CompletableFuture<WsClose> closed() {
    return closed;
  }

  /** Of the last ping that was answered, or {@link #UNKNOWN_NANOS}. */
  long roundTripNanos() {
    return roundTripNanos;
  }

  /**
   * Whether the server has answered a ping: it says that it does not want a publisher before it
   * reads anything of it.
   */
  boolean isAccepted() {
    return roundTripNanos != UNKNOWN_NANOS;
  }

  /** Asks for the round trip. */
  void ping(WsSession session) {
    ByteBuffer time = ByteBuffer.allocate(Long.BYTES);
    time.putLong(0, clock.nanoTime());
    if (!session.sendPing(time).isAccepted()) {
      uplink.pump(); // There is a backlog; the next second will tell.
    }
  }

  @Override
  public void onOpen(WsSession session) {
    session.sendQueueBound(SEND_QUEUE_BYTES);
    ping(session);
    uplink.connect(session::sendBinary);
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    words.piece(type, piece, last);
  }

  @Override
  public void onDrained(WsSession session) {
    uplink.pump();
    news.run();
  }

  @Override
  public void onPong(WsSession session, ByteBuffer payload) {
    if (payload.remaining() == Long.BYTES) {
      roundTripNanos = Math.max(0, clock.nanoTime() - payload.getLong(payload.position()));
    }
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    uplink.disconnect();
    closed.complete(status);
    news.run();
  }
}
