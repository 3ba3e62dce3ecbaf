package io.iocp.completion;

import io.iocp.buffer.SharedBuffer;
import java.net.InetSocketAddress;

/**
 * Receiving datagrams, as a flow: in flight from {@link CompletionPort#bind} until the socket is
 * closed, handing up each datagram in a buffer that the engine chose. A single failed receive does
 * not end it. It completes with {@code ABORTED}.
 */
public abstract class DatagramFlow extends Operation {

  protected DatagramFlow() {
    super(OperationKind.RECEIVE_FROM);
  }

  /** For engines: hands up a datagram; see {@link #received}. */
  public final void deliver(SharedBuffer buffer, InetSocketAddress sender, boolean truncated) {
    received(buffer, sender, truncated);
  }

  /** For engines: one receive failed; see {@link #receiveFailed}. */
  public final void fail(CompletionStatus status, int nativeCode) {
    receiveFailed(status, nativeCode);
  }

  /** For engines: no buffer for a waiting datagram; see {@link #starved}. */
  public final void starve() {
    starved();
  }

  /**
   * The next datagram, in the order of arrival. The receiver owns the caller's reference and
   * releases it, here or later. After {@link DatagramEndpoint#pause} a few that were already on
   * their way may still arrive.
   *
   * @param buffer its region is the datagram, and may be empty; it need not begin at the slot's
   *     begin
   * @param sender where it came from; the same object for one sender after the other where the
   *     engine can
   * @param truncated whether the datagram was larger than {@link
   *     DatagramEndpoint#maximumReceiveBytes()} and its end is lost
   */
  protected abstract void received(
      SharedBuffer buffer, InetSocketAddress sender, boolean truncated);

  /**
   * One receive failed, for instance because a peer said that nobody listens to what was sent to
   * it. The flow goes on. For counting and logging.
   */
  protected abstract void receiveFailed(CompletionStatus status, int nativeCode);

  /**
   * The engine found no buffer for a datagram that is waiting ({@link
   * CompletionStatus#NO_BUFFERS}). It goes on by itself when the pool has one again; meanwhile the
   * operating system keeps what its socket buffer holds and loses the rest. For counting.
   */
  protected abstract void starved();
}
