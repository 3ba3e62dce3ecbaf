package io.iocp.completion.windows.notify;

import java.nio.ByteBuffer;

/**
 * One overlapped operation after the other, in memory that belongs to the kernel while one is in
 * flight. Context only.
 */
public interface PollOperation {

  /** Receives the completions. In the context. */
  @FunctionalInterface
  interface Handler {

    /**
     * The operation has completed.
     *
     * @param code 0, or an NTSTATUS if the operation failed, or the error code if the call did
     */
    void completed(int code);
  }

  /** Whether the kernel has the memory, or the completion is on its way. */
  boolean inFlight();

  /** The memory around the operation's own bytes, which begin at {@link #offset}. */
  ByteBuffer memory();

  int offset();

  /** Address of the operation's own bytes. */
  long address();

  /** Before the call: the address of the {@code OVERLAPPED} to call with. */
  long begin();

  /** There is no completion to come from the kernel, for this reason. */
  void notCalled(int error);

  /** Asks the kernel to hurry; the operation completes all the same. */
  void cancel(long handle);

  /** For good. Not while in flight. */
  void close();
}
