package io.iocp.completion;

import io.iocp.buffer.SharedBuffer;

/**
 * Receiving, as a flow: in flight from {@link StreamChannel#receive} until the stream ends, handing
 * up each piece in a buffer that the engine chose. An idle channel owns no buffer.
 *
 * <p>It completes with {@code END_OF_STREAM} after the peer's FIN, {@code RESET} or {@code FAILED}
 * when the connection broke, {@code ABORTED} after {@link StreamChannel#cancel} or {@link
 * StreamChannel#close}.
 */
public abstract class ReceiveFlow extends Operation {

  protected ReceiveFlow() {
    super(OperationKind.RECEIVE);
  }

  /** For engines: hands up a piece; see {@link #received}. */
  public final void deliver(SharedBuffer buffer) {
    received(buffer);
  }

  /** For engines: no buffer for waiting data; see {@link #starved}. */
  public final void starve() {
    starved();
  }

  /**
   * The next piece of the stream, never empty. The receiver owns the caller's reference and
   * releases it, here or later. Pieces come in order; the receiver counts them. After {@link
   * StreamChannel#pause} a few that were already on their way may still arrive.
   */
  protected abstract void received(SharedBuffer buffer);

  /**
   * The engine found no buffer for data that is waiting ({@link CompletionStatus#NO_BUFFERS}). It
   * goes on by itself when the pool has one again; meanwhile the peer is slowed down by TCP. For
   * counting.
   */
  protected abstract void starved();
}
