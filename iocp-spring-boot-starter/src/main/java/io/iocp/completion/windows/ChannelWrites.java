package io.iocp.completion.windows;

import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import io.iocp.completion.SendOperation;
import io.iocp.completion.TransmitFileOperation;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import org.jspecify.annotations.Nullable;

/** The sending half of a channel: one send or one transmit at a time. In the channel's context. */
final class ChannelWrites {

  private final WindowsChannel channel;
  private final Sending sending;
  // From the first transmit on.
  private @Nullable Transmitting transmitting;

  // Not null while in flight.
  private @Nullable Operation operation;
  private boolean cancelled;
  private boolean finSent;

  ChannelWrites(WindowsChannel channel) {
    this.channel = channel;
    this.sending = new Sending(channel, this);
  }

  void send(SendOperation next) {
    if (begin(next)) {
      sending.start(next);
    }
  }

  void transmitFile(TransmitFileOperation next) {
    if (begin(next)) {
      if (transmitting == null) {
        transmitting = new Transmitting(channel, this);
      }
      transmitting.start(next);
    }
  }

  /** Whether the kernel is to be asked. */
  private boolean begin(Operation next) {
    if (operation != null && !channel.isClosing()) {
      throw new IllegalStateException("a send or a transmit is in flight");
    }
    next.submitted(channel.pendingCounts());
    if (channel.isClosing()) {
      channel.refuse(next);
      return false;
    }
    operation = next;
    cancelled = false;
    return true;
  }

  /** Whether what the kernel does not finish is to complete as called off. */
  boolean isCalledOff() {
    return cancelled || channel.isClosing();
  }

  boolean isPending() {
    return operation != null;
  }

  /**
   * The operation in flight completes.
   *
   * @param code 0, or how the kernel's part of it failed
   */
  void finish(CompletionStatus status, long bytes, int code) {
    Operation done = operation;
    if (done == null) {
      throw new IllegalStateException("a write completed without a request");
    }
    operation = null;
    done.complete(status, bytes, code);
    channel.closeWhenQuiet();
  }

  /** The operation in flight completes as the kernel's code says. */
  void fail(long bytes, int code) {
    if (isCalledOff()) {
      finish(CompletionStatus.ABORTED, bytes, code);
      return;
    }
    CompletionStatus status = WindowsErrors.status(code);
    if (!finSent && status != CompletionStatus.FAILED) {
      channel.brokeBy(code);
    }
    finish(status, bytes, code);
  }

  void shutdown() {
    finSent = true;
    Sockets.shutdownSending(channel.socket());
  }

  /** Calls off the operation in flight. */
  void callOff() {
    cancelled = operation != null;
  }

  /** Asks the kernel to hurry, if the operation is called off; also more than once. */
  void cancelRequests() {
    if (isCalledOff()) {
      sending.cancel(channel.socket());
      if (transmitting != null) {
        transmitting.cancel(channel.socket());
      }
    }
  }

  /** For good. Not while pending. */
  void giveBack() {
    sending.giveBackSlot();
    if (transmitting != null) {
      transmitting.giveBackSlot();
    }
  }
}
