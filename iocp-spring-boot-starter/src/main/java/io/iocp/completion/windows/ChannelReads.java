package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Packet;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.windows.winsock.WindowsErrors;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a channel: the flow, and what may hold it up. How the channel learns that
 * there is something is the subclasses' matter. In the channel's context.
 */
abstract class ChannelReads {

  private final WindowsChannel channel;
  private final ReceiveBuffers buffers;

  // Not null while in flight.
  private @Nullable ReceiveFlow flow;
  private boolean received;
  private boolean cancelled;
  private boolean paused;
  // What came with the accept and is to be handed up first.
  private byte @Nullable [] firstData;

  ChannelReads(WindowsChannel channel, byte @Nullable [] firstData) {
    this.channel = channel;
    this.firstData = firstData;
    this.buffers = new ReceiveBuffers(channel.parts(), channel.mailbox(), this::fed);
  }

  final WindowsChannel channel() {
    return channel;
  }

  // --- what the channel asks for

  final void receive(ReceiveFlow newFlow) {
    if (received) {
      throw new IllegalStateException("receive was already called on this channel");
    }
    received = true;
    newFlow.submitted(channel.pendingCounts());
    if (channel.isClosing()) {
      channel.refuse(newFlow);
      return;
    }
    flow = newFlow;
    receiveMore();
  }

  final void pause() {
    paused = true;
  }

  final void resume() {
    paused = false;
    receiveMore();
  }

  /** From a call of the user's: nothing is handed up before it has returned. */
  private void receiveMore() {
    if (firstData == null) {
      startFromCall();
    } else if (mayReceive()) {
      channel.mailbox().post(Packet.of(this::handUpFirstData));
    }
  }

  /** Calls off the flow, which completes when the kernel has let go of it. */
  final void callOff() {
    if (flow != null) {
      cancelled = true;
      channel.mailbox().post(Packet.of(this::callOffIdleFlow));
    }
  }

  final boolean isCalledOff() {
    return cancelled || channel.isClosing();
  }

  // --- how it is done

  /** Has the kernel tell, or receives, as far as {@link #mayReceive()}. Hands up nothing. */
  abstract void startFromCall();

  /** The same, but may hand up. */
  abstract void start();

  /** Whether the kernel has something of these reads. */
  abstract boolean isPending();

  /** Asks the kernel to hurry, if the flow is called off; also more than once. */
  abstract void cancelRequests();

  /** For good. Not while pending. */
  abstract void giveBack();

  // --- for the subclasses

  final boolean mayReceive() {
    return flow != null && !paused && !isCalledOff() && !buffers.areAwaited();
  }

  /** An empty buffer; null when there is none, and then reading goes on when there is. */
  final @Nullable SharedBuffer acquire() {
    SharedBuffer buffer = buffers.acquire();
    if (buffer == null && flow != null) {
      flow.starve();
    }
    return buffer;
  }

  /** Hands up what was received, if it is still wanted. */
  final void deliver(SharedBuffer buffer, int bytes) {
    ReceiveFlow receiver = flow;
    if (receiver == null || channel.isClosing()) {
      buffer.release();
      return;
    }
    buffer.region(0, bytes);
    receiver.deliver(buffer);
  }

  /**
   * The flow completes.
   *
   * @param code 0 after the peer's FIN
   */
  final void end(int code) {
    ReceiveFlow receiver = flow;
    if (receiver == null) {
      return;
    }
    flow = null;
    int why = code == WindowsErrors.SUCCESS ? channel.brokenBy() : code;
    if (code != WindowsErrors.SUCCESS && isCalledOff()) {
      receiver.complete(CompletionStatus.ABORTED, 0, code);
    } else if (why == WindowsErrors.SUCCESS) {
      receiver.complete(CompletionStatus.END_OF_STREAM, 0, 0);
    } else {
      receiver.complete(WindowsErrors.status(why), 0, why);
    }
  }

  /** The kernel has let go of something. */
  final void settle() {
    if (cancelled) {
      callOffIdleFlow();
    }
    channel.closeWhenQuiet();
  }

  /** A flow that the kernel does not hold completes by itself. */
  final void callOffIdleFlow() {
    if (!isPending()) {
      end(WindowsErrors.ERROR_OPERATION_ABORTED);
    }
  }

  // --- first data and hunger

  private void handUpFirstData() {
    byte[] data = firstData;
    if (data == null || !mayReceive()) {
      return;
    }
    SharedBuffer buffer = acquire();
    if (buffer == null) {
      return;
    }
    firstData = null;
    buffer.memory().put(0, data);
    deliver(buffer, data.length);
    start();
  }

  private void fed() {
    if (firstData != null) {
      handUpFirstData();
    } else {
      start();
    }
  }
}
