package io.iocp.completion;

import org.jspecify.annotations.Nullable;

/**
 * One thing asked of the kernel, as one object with one identity. After submission it completes
 * <em>exactly once</em>, through {@link #completed}, whether it finished at once, later, or could
 * not be submitted at all. Then it may be submitted again.
 *
 * <pre>
 *            submitted()                complete()
 *   at home ─────────────▶ in flight ───────────────▶ at home
 * </pre>
 *
 * <p>The pending count goes up in {@link #submitted} and down in {@link #complete}, nowhere else:
 * it is symmetric by construction. Both run in the serial context of the channel the operation
 * belongs to.
 */
public abstract class Operation {

  private final OperationKind kind;
  private @Nullable PendingOperations pending;

  protected Operation(OperationKind kind) {
    this.kind = kind;
  }

  public final OperationKind kind() {
    return kind;
  }

  /** Whether the kernel (or the engine on its way there) holds the operation. */
  public final boolean inFlight() {
    return pending != null;
  }

  /**
   * For engines: the operation leaves home, counted in {@code counts}.
   *
   * @throws IllegalStateException when it is in flight already
   */
  public final void submitted(PendingOperations counts) {
    if (pending != null) {
      throw new IllegalStateException(kind + " submitted while it is in flight");
    }
    pending = counts;
    counts.increment(kind);
  }

  /**
   * For engines: the operation completes.
   *
   * @param bytes bytes transferred; 0 where the kind has none
   * @param nativeCode the operating system's code behind the status, 0 for none
   * @throws IllegalStateException when it is at home already
   */
  public final void complete(CompletionStatus status, long bytes, int nativeCode) {
    PendingOperations counts = pending;
    if (counts == null) {
      throw new IllegalStateException(kind + " completed twice: status=" + status);
    }
    pending = null;
    counts.decrement(kind);
    completed(status, bytes, nativeCode);
  }

  /**
   * The operation is home. Runs in the channel's serial context; must not block and must not throw.
   * Submitting again from here is fine: engines never recurse into a completion.
   */
  protected abstract void completed(CompletionStatus status, long bytes, int nativeCode);
}
