package io.iocp.completion.windows.notify;

/**
 * Tells one channel that there is something to receive, so that a buffer is taken only then. To the
 * channel it is one-shot and level-triggered, whatever the kernel has: asked once, it tells once,
 * and at once if there was something already. Context only; nothing is told before the call that
 * asked has returned.
 */
public interface ReadNotification {

  /** The channel that is told. In its context. */
  interface Listener {

    /**
     * There is something to receive: data, the end of the stream, an error. A receive tells which.
     *
     * @param code 0, or why nothing can be told any more
     * @param brokenBy what broke the connection, if that came along and a receive would not tell it
     *     again; else 0
     */
    void notified(int code, int brokenBy);

    /** After {@link #remove}: the kernel knows nothing of the channel any more. */
    void removed();
  }

  /** Asks; what was asked before and not yet told is enough. Not after {@link #remove}. */
  void arm();

  /** Whether the kernel may still tell something. */
  boolean isPending();

  /** Asks for nothing any more; if pending, {@link Listener#removed} follows. Also repeatedly. */
  void remove();

  /** For good. Not while pending. */
  void close();
}
