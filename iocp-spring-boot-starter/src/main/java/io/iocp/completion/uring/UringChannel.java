package io.iocp.completion.uring;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import io.iocp.completion.TransmitFileOperation;
import io.iocp.completion.uring.ring.CqeLayout;
import io.iocp.completion.uring.ring.GatherRequest;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.RequestSlab;
import io.iocp.completion.uring.ring.Sockets;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on its home worker's ring.
 *
 * <p>The flow of receives is one multishot request that is armed when it is wanted and missing:
 *
 * <pre>
 *            arm                         pause, cancel, close
 *   IDLE ───────────▶ ARMED ────────────────────────▶ STOPPING ──┐
 *    ▲                  │ the kernel ends it                      │ last completion
 *    │                  ▼                                         ▼
 *    ├───── wanted? arm again ◀────────────────────────────────── ┤
 *    └─── paused: IDLE      no buffers: STARVED, the worker arms it when there are some
 * </pre>
 */
final class UringChannel extends RingSocket implements StreamChannel, RingBufferWaiters.Waiter {

  /** What the kernel has of the flow of receives. */
  private enum Receiving {
    IDLE,
    ARMED,
    /** Armed, and asked to stop. */
    STOPPING,
    /** Not armed: waits in the worker's queue for a buffer of the ring. */
    STARVED;

    boolean isArmed() {
      return this == ARMED || this == STOPPING;
    }
  }

  private static final int SEND_FLAGS = Sockets.MSG_NOSIGNAL | Sockets.MSG_WAITALL;
  private static final int NO_SLOT = -1;

  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;

  // Not null while in flight, except in the moment it is called off and not yet home.
  private @Nullable ReceiveFlow flow;
  private boolean received;
  private Receiving receiving = Receiving.IDLE;
  private boolean paused;
  private boolean receiveCancelled;

  // Not null while the kernel has it.
  private @Nullable SendOperation send;
  // Not null while it is in flight, instead of a send.
  private @Nullable UringTransmit transmit;
  private boolean sendCancelled;
  private int sendSlot = NO_SLOT;
  private int sendBytes;
  // Most that one send gives to the kernel; if that is less than all, only when it asks for more.
  private int mostSendBytes = Integer.MAX_VALUE;
  private boolean finSent;

  // The errno that a send used up: a socket reports that it broke once, to whoever asks first, and
  // looks like an end of stream from then on.
  private int brokenBy;

  private UringChannel(
      UringWorker worker, int fd, InetSocketAddress local, InetSocketAddress remote) {
    super(worker, fd);
    this.localAddress = local;
    this.remoteAddress = remote;
  }

  static UringChannel open(
      UringWorker worker, int fd, InetSocketAddress local, InetSocketAddress remote) {
    UringChannel channel = new UringChannel(worker, fd, local, remote);
    worker.sockets().add(channel);
    return channel;
  }

  @Override
  public PortWorker worker() {
    return home();
  }

  @Override
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public int unsentBytes() {
    return isClosing() ? UNSENT_UNKNOWN : Sockets.unsentBytes(fd());
  }

  @Override
  public boolean limitUnsent(int bytes) {
    if (isClosing() || !Sockets.limitUnsent(fd(), bytes)) {
      return false;
    }
    mostSendBytes = bytes < PIECE_BYTES ? bytes : Integer.MAX_VALUE;
    return true;
  }

  @Override
  public boolean inContext() {
    return home().isCurrent();
  }

  @Override
  public boolean execute(Packet packet) {
    return home().execute(packet);
  }

  @Override
  public void receive(ReceiveFlow flow) {
    assert inContext();
    if (received) {
      throw new IllegalStateException("receive was already called on this channel");
    }
    received = true;
    if (isClosing()) {
      home().refuse(flow);
      return;
    }
    flow.submitted(home().pending());
    this.flow = flow;
    if (!paused) {
      arm();
    }
  }

  @Override
  public void pause() {
    assert inContext();
    paused = true;
    if (receiving == Receiving.ARMED) {
      receiving = Receiving.STOPPING;
      cancelOne(Request.RECEIVE);
    }
  }

  @Override
  public void resume() {
    assert inContext();
    paused = false;
    armIfWanted();
  }

  private void armIfWanted() {
    if (flow != null && receiving == Receiving.IDLE && !paused) {
      arm();
    }
  }

  private void arm() {
    receiving = Receiving.ARMED;
    home().submissions().receiveMultishot(fd(), begin(Request.RECEIVE));
  }

  @Override
  public boolean receiveAgain() {
    receiving = Receiving.IDLE;
    armIfWanted();
    return receiving.isArmed();
  }

  @Override
  public void starved() {
    if (flow != null) {
      home().counters().starvations.increment();
      flow.starve();
    }
  }

  @Override
  public void send(SendOperation operation) {
    assert inContext();
    if (isClosing()) {
      home().refuse(operation);
      return;
    }
    requireNothingOutgoing();
    operation.submitted(home().pending());
    send = operation;
    sendSlot = operation.count() == 1 ? NO_SLOT : home().slab().tryTake();
    if (sendSlot == NO_SLOT) {
      // One buffer; or no slot for more, then the first is a short send that its owner continues.
      SharedBuffer buffer = operation.buffer(0);
      int skip = operation.firstBufferOffset();
      sendBytes = Math.min(buffer.length() - skip, mostSendBytes);
      long address = buffer.address() + buffer.start() + skip;
      if (mostSendBytes == Integer.MAX_VALUE) {
        home().submissions().send(fd(), address, sendBytes, SEND_FLAGS, begin(Request.SEND));
      } else {
        home()
            .submissions()
            .sendWhenWritable(fd(), address, sendBytes, SEND_FLAGS, begin(Request.SEND));
      }
    } else {
      RequestSlab slab = home().slab();
      long address = slab.address(sendSlot);
      sendBytes =
          GatherRequest.write(
              slab.memory(sendSlot), slab.offset(sendSlot), address, operation, mostSendBytes);
      if (mostSendBytes == Integer.MAX_VALUE) {
        home().submissions().sendMessage(fd(), address, SEND_FLAGS, begin(Request.SEND));
      } else {
        home()
            .submissions()
            .sendMessageWhenWritable(fd(), address, SEND_FLAGS, begin(Request.SEND));
      }
    }
  }

  @Override
  public void transmitFile(TransmitFileOperation operation) {
    assert inContext();
    if (isClosing()) {
      home().refuse(operation);
      return;
    }
    requireNothingOutgoing();
    operation.submitted(home().pending());
    transmit = new UringTransmit(this, operation);
    transmit.start();
  }

  /** For the transmission: it is on its way home. */
  void transmitted() {
    transmit = null;
  }

  private void requireNothingOutgoing() {
    if (send != null || transmit != null) {
      throw new IllegalStateException("a send is in flight");
    }
  }

  @Override
  public void shutdownSending() {
    assert inContext();
    if (!isClosing()) {
      finSent = true;
      Sockets.shutdownSending(fd());
    }
  }

  @Override
  public void cancel() {
    assert inContext();
    if (isClosing()) {
      return;
    }
    callOffIdleFlow();
    if (transmit != null) {
      transmit.cancel();
    }
    receiveCancelled = receiving.isArmed();
    sendCancelled = send != null;
    cancelCalledOff();
  }

  @Override
  public void close(CloseMode mode, CloseOperation operation) {
    assert inContext();
    if (isClosing()) {
      throw new IllegalStateException("the channel is already closed");
    }
    if (mode == CloseMode.ABORTIVE) {
      Sockets.resetOnClose(fd());
    }
    callOffIdleFlow();
    if (transmit != null) {
      transmit.cancel();
    }
    closeWhenQuiet(operation);
  }

  /** A flow that the kernel does not hold at the moment completes by itself. */
  private void callOffIdleFlow() {
    if (flow != null && !receiving.isArmed()) {
      home().completeLater(flow, CompletionStatus.ABORTED, LinuxErrors.ECANCELED);
      flow = null;
    }
  }

  @Override
  void completed(Request request, int result, int flags, boolean more) {
    switch (request) {
      case RECEIVE -> receiveCompleted(result, flags, more);
      case READ_FILE -> transmitting().wasRead(result);
      default -> {
        if (transmit != null) {
          transmit.wasSent(result);
        } else {
          sendCompleted(result);
        }
      }
    }
  }

  private UringTransmit transmitting() {
    return Objects.requireNonNull(transmit, "a file read completed without a transmit");
  }

  private void receiveCompleted(int result, int flags, boolean more) {
    if (!more) {
      receiving = Receiving.IDLE;
    }
    if ((flags & CqeLayout.F_BUFFER) != 0) {
      piece(home().buffers().take(flags >>> CqeLayout.BUFFER_SHIFT), result);
    }
    // The handler of the piece may have closed the channel, or resumed and so armed it again.
    if (!more && !receiving.isArmed() && flow != null) {
      receiveStopped(flow, result);
    }
  }

  private void piece(SharedBuffer buffer, int length) {
    if (length > 0 && flow != null && !isClosing()) {
      buffer.region(0, length);
      flow.deliver(buffer);
    } else {
      buffer.release();
    }
  }

  private void receiveStopped(ReceiveFlow flow, int result) {
    boolean calledOff = receiveCancelled || isClosing();
    boolean recoverable =
        result > 0
            || result == -LinuxErrors.ECANCELED
            || result == -LinuxErrors.ENOBUFS
            || result == -LinuxErrors.EINTR
            || result == -LinuxErrors.EAGAIN;
    if (recoverable && !calledOff) {
      if (result == -LinuxErrors.ENOBUFS) {
        receiving = Receiving.STARVED;
        home().waiters().add(this);
      } else {
        armIfWanted();
      }
      return;
    }
    this.flow = null;
    if (recoverable) {
      flow.complete(CompletionStatus.ABORTED, 0, LinuxErrors.ECANCELED);
    } else if (result == 0 && brokenBy == 0) {
      flow.complete(CompletionStatus.END_OF_STREAM, 0, 0);
    } else {
      int errno = result == 0 ? brokenBy : -result;
      flow.complete(LinuxErrors.status(errno), 0, errno);
    }
  }

  private void sendCompleted(int result) {
    SendOperation operation = send;
    if (operation == null) {
      throw new IllegalStateException("a send completed without a request");
    }
    send = null;
    boolean calledOff = sendCancelled || isClosing();
    sendCancelled = false;
    if (sendSlot != NO_SLOT) {
      home().slab().giveBack(sendSlot);
      sendSlot = NO_SLOT;
    }
    if (result < 0) {
      if (!calledOff) {
        broke(-result);
      }
      operation.complete(LinuxErrors.status(-result), 0, -result);
    } else if (result == sendBytes) {
      operation.complete(CompletionStatus.OK, result, 0);
    } else {
      sentInPart(operation, result, calledOff);
    }
  }

  /** MSG_WAITALL goes on until all is sent: something came in between, which the count hides. */
  private void sentInPart(SendOperation operation, int bytes, boolean calledOff) {
    home().counters().shortSends.increment();
    if (calledOff) {
      operation.complete(CompletionStatus.ABORTED, bytes, LinuxErrors.ECANCELED);
    } else {
      broke(LinuxErrors.ECONNRESET);
      operation.complete(CompletionStatus.OK, bytes, 0);
    }
  }

  /** Remembers the errno that a send or transmission used up. */
  void broke(int errno) {
    if (errno != LinuxErrors.EPIPE || !finSent) {
      brokenBy = errno;
    }
  }

  @Override
  void cancelCalledOff() {
    if (receiving == Receiving.STOPPING
        || (receiving == Receiving.ARMED && (receiveCancelled || isClosing()))) {
      cancelOne(Request.RECEIVE);
    }
    boolean calledOff =
        transmit == null
            ? send != null && (sendCancelled || isClosing())
            : transmit.isSending() && transmit.isCancelled();
    if (calledOff) {
      cancelOne(Request.SEND);
    }
  }

  @Override
  void closed() {
    // Nothing is left: flow and send completed before the descriptor went.
  }
}
