package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What turns the bytes of one connection into others on their way between handler and socket, and
 * back: TLS. The connection keeps its queue, its order and its states; the layer knows neither
 * sockets nor handlers.
 *
 * <pre>
 *   handler ── send queue ── Plaintext ─▶ seal ─▶ one buffer of records ─▶ socket
 *   handler ◀─ Link.deliver ◀──────────── received ◀── buffers of records ◀ socket
 * </pre>
 *
 * <p>Everything here runs in the connection's context, and must not block.
 */
public interface SecurityLayer {

  /** Makes the layer of a new connection. Any thread. */
  @FunctionalInterface
  interface Factory {

    SecurityLayer create(Link link);
  }

  /** What a layer asks of its connection. In the context, except where it says otherwise. */
  interface Link {

    /** Hands up plaintext, with its reference. */
    void deliver(SharedBuffer plaintext);

    /** Peers have agreed: from now on plaintext may pass. Once. */
    void established();

    /** The peer has said that nothing follows. */
    void peerFinished();

    /**
     * Stops reading from the socket, or reads on. A layer that cannot go on with what it has must
     * not be given more.
     */
    void stall(boolean stalled);

    /**
     * Has {@link #seal} called, unless a send is in flight: then it is when that is home. Not from
     * within {@code seal}.
     */
    void flush();

    /** Has {@link #pump()} called soon. Any thread. */
    void wake();

    /**
     * Work outside the context has begun, or is home. A connection does not end while there is
     * some. The latter leads to {@link #pump()}, and may be called by any thread.
     */
    void leave();

    /** See {@link #leave()}. */
    void comeHome();
  }

  /** The connection is there. */
  void start();

  /** The next piece from the socket, with its reference. */
  void received(SharedBuffer records);

  /**
   * What is to go out next: the layer's own messages, then as much plaintext as fits.
   *
   * @return a buffer with the caller's reference, or {@code null} when there is nothing, or nothing
   *     can be done now: see {@link #isWaiting()}
   */
  @Nullable SharedBuffer seal(Plaintext plaintext);

  /**
   * Whether the layer has given the connection up. What {@code seal} returns next are its last
   * words: they go out if they can at once, and the connection ends.
   */
  boolean isFailed();

  /** Something that the layer has waited for may be there: a send is home, a buffer is free. */
  void pump();

  /**
   * A buffer from the pool, or {@code null} while it has none; {@code pump} follows when it may
   * have one again.
   */
  @Nullable SharedBuffer acquire(int capacityBytes);

  /** Whether there would be more to do if the pool had a buffer; {@code pump} follows. */
  boolean isWaiting();

  /** Nothing follows but the layer's goodbye, which {@link #seal} returns next. */
  void finish();

  /** Whether plaintext can go out no more: after our goodbye, or the answer to the peer's. */
  boolean isFinished();

  /**
   * The number of the unit that has begun to arrive and is not whole yet; negative when there is
   * none. One that does not change although there is reading holds memory for nothing.
   */
  long begunUnit();

  /**
   * The socket's stream has ended.
   *
   * @return whether the peer had said goodbye; otherwise somebody may have cut the end off
   */
  boolean endOfStream();

  /** The peer cut the stream off while it was in use: for counting. */
  void truncated();

  /**
   * Has work done that may wait for the disk, on a thread that may.
   *
   * @return whether it will be; {@code false} when too much waits already
   */
  boolean tryAside(Runnable work);

  /** What was agreed on, or {@code null} before that. Any thread. */
  @Nullable SecuritySession session();

  /** The last call: gives everything back. */
  void ended();
}
