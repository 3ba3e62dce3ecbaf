package io.iocp.session;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.MessageAccumulator;
import io.iocp.connection.PostOutcome;
import io.iocp.connection.PostedWork;
import io.iocp.connection.SecuritySession;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One open session, whatever it speaks. Any thread may call any method, unless it says otherwise;
 * nothing blocks, and a peer that is too slow is an outcome, not an exception.
 */
public interface Session {

  /** The connection's id, as administration and metrics show it. */
  long id();

  /** Whether we connected to the peer, rather than the peer to us. */
  boolean isOutbound();

  InetSocketAddress remoteAddress();

  /** What TLS has agreed on, the name in the peer's certificate included; null without TLS. */
  @Nullable SecuritySession security();

  /** Index of the worker that serves the session: 0 … workers − 1. */
  int worker();

  /** Something of the application's own. */
  @Nullable Object attachment();

  /** Remembers something of the application's own; null forgets it. */
  void attach(@Nullable Object object);

  /**
   * Where the pieces of a message may be collected until its last one is there; forgotten when the
   * session ends. In the session's context only.
   */
  MessageAccumulator pieces();

  /**
   * Runs the task in the session's serial context: at once if the caller is in it. An exception
   * ends the session, like one of the handler.
   */
  void execute(Runnable task);

  /**
   * Work for the worker that serves this session, and others: what one task does for many sessions
   * of a worker costs one packet.
   *
   * @param work runs on an I/O worker, never twice at once; must not block. An exception is logged
   *     and counted
   */
  WorkerTask workerTask(Runnable work);

  /**
   * Has work done in parts that go through the completion port between other things: a long
   * computation in the session's context that keeps nobody waiting for long. Work of one session is
   * done in the order in which it was posted.
   *
   * @return {@code FULL} when 64 pieces of work wait
   */
  PostOutcome post(PostedWork work);

  /** Where buffers for messages come from. */
  BufferPool buffers();

  /** Bytes of buffer slots that are queued or in flight. */
  long queuedBytes();

  /** Bytes that the kernel has taken so far, of all that was sent; it may be a moment old. */
  long sentBytes();

  /**
   * Bytes that the kernel has taken and not sent yet: one system call. When the session ends the
   * answer means nothing.
   *
   * @return 0 or more, or {@link io.iocp.completion.StreamChannel#UNSENT_UNKNOWN}
   */
  int unsentBytes();

  /**
   * The kernel takes about so much and no more of what it cannot send yet, in the place of what is
   * configured for all: on a slow link less of it is less delay. In the session's context.
   *
   * @param bytes more than 0
   * @return whether it does; not where the system has no such limit
   */
  boolean limitUnsent(int bytes);

  /** Sets another bound for the session's send queue, in bytes of buffer slots. */
  void sendQueueBound(long bytes);

  /**
   * Stops reading: the peer is slowed down by TCP. What arrived already is kept. That the peer
   * finishes is seen after {@link #resume}, or the idle timeout ends the session.
   */
  void pause();

  /** Reads on. */
  void resume();

  /**
   * Ends the session in order: what is queued goes out, then why it ends.
   *
   * @param code of WebSocket's close codes; other protocols use the same
   * @param reason for people
   * @throws IllegalArgumentException when the code must not be sent, or the reason is too long for
   *     the protocol
   */
  void close(int code, String reason);

  /**
   * Ends the session with the reason in front of what is queued, which is thrown away: for a peer
   * that does not keep up.
   *
   * @throws IllegalArgumentException as {@link #close(int, String)}
   */
  void closeWithoutBacklog(int code, String reason);

  /** Ends the session at once with a reset. */
  void abort();
}
