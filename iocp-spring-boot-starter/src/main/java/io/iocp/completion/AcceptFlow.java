package io.iocp.completion;

/**
 * Accepting, as a flow: in flight from {@link CompletionPort#listen} until the listener is closed,
 * handing up each socket on the way. A single failed accept does not end it.
 */
public abstract class AcceptFlow extends Operation {

  protected AcceptFlow() {
    super(OperationKind.ACCEPT);
  }

  /** For engines: hands up a connection; see {@link #accepted}. */
  public final void deliver(AcceptedSocket socket) {
    accepted(socket);
  }

  /** For engines: one accept failed; see {@link #acceptFailed}. */
  public final void fail(CompletionStatus status, int nativeCode) {
    acceptFailed(status, nativeCode);
  }

  /**
   * A connection has been accepted. Must {@linkplain AcceptedSocket#open open} or {@linkplain
   * AcceptedSocket#reject reject} it, now or later. Runs on the listener's worker.
   */
  protected abstract void accepted(AcceptedSocket socket);

  /**
   * One accept failed, for instance because the process has no descriptors left; the engine tries
   * again shortly. For counting and logging.
   */
  protected abstract void acceptFailed(CompletionStatus status, int nativeCode);
}
