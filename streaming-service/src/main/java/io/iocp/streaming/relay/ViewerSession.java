package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.session.WorkerTask;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.protocol.WsClose;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What the relay needs from a viewer's session, whatever it speaks. Messages are those of
 * WebSocket, encoded once for all viewers.
 *
 * <p>Any thread may call any method; messages are offered by one at a time, in order.
 */
public interface ViewerSession {

  /** Value of {@link #oldestUnsentNanos()} when everything has been sent. */
  long NOTHING_UNSENT = Long.MIN_VALUE;

  long id();

  InetSocketAddress remoteAddress();

  /** Index of the worker that serves the session. */
  int worker();

  /** Work for that worker. */
  WorkerTask workerTask(Runnable work);

  /** Sets the bound of the send queue, in bytes of buffer slots. */
  void sendQueueBound(long bytes);

  /** Bytes of buffer slots that are queued or in flight. */
  long queuedBytes();

  /** Time of the oldest message that waits, by the relay's clock. */
  long oldestUnsentNanos();

  /** Bytes that the kernel has taken so far; it may be a moment old. */
  long sentBytes();

  /** Bytes that the kernel has taken and not sent; -1 where nobody can tell. One system call. */
  int unsentBytes();

  /** The kernel takes about so much and no more of what it cannot send yet, if it can be told. */
  boolean limitUnsent(int bytes);

  /** Drops the media that waits and of which nothing has gone out; answers how many bytes. */
  long discardQueued();

  /**
   * The stream begins, or begins anew: the next media is of this kind.
   *
   * @return whether the viewer can take it; else its session is being closed
   */
  boolean begins(StreamDescription description);

  /** Whether it can go on with another rendition in the middle of the stream. */
  boolean canMove();

  /** Queues a text message for viewers that are told things. */
  SendOutcome offerText(List<SharedBuffer> message, long stampNanos);

  /**
   * Queues a binary message: an init segment or a chunk.
   *
   * @param stampNanos when it arrived
   * @param droppable whether {@link #discardQueued()} may drop it
   */
  SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable);

  /** Tells a viewer something, if it is told things. */
  void sendText(String text);

  /**
   * Tells it something of the media in front of it: a sign of how late the viewer is while it waits
   * to be sent, and dropped with that media.
   */
  void sendText(String text, long stampNanos);

  /** Starts sending what is queued. */
  void flush();

  /** Ends the session in order, behind what is queued. */
  void close(WsClose status);

  /** Ends the session ahead of what is queued. */
  void closeWithoutBacklog(WsClose status);
}
