package io.iocp.completion.windows;

import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import io.iocp.completion.Packet;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortWorker;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import io.iocp.completion.TransmitFileOperation;
import io.iocp.completion.windows.notify.ReadNotifications;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on the port. Its context is its mailbox. What it receives is the matter of its
 * {@link ChannelReads}, what it sends that of its {@link ChannelWrites}; how both end is here:
 *
 * <pre>
 *   close ──▶ CancelIoEx ──▶ all home ──▶ closesocket ──▶ the close operation completes
 * </pre>
 */
final class WindowsChannel implements StreamChannel {

  private final PortParts parts;
  private final WindowsWorker home;
  private final long socket;
  private final boolean skips;
  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;
  private final Mailbox mailbox;
  private final ChannelReads reads;
  private final ChannelWrites writes;
  // Where the socket goes after an orderly close; null when it is closed.
  private final @Nullable ReusableSockets reusable;

  private final Packet cancelAgain = Packet.of(this::cancelAgain);

  // The code that a send or a notification used up: a socket may report once that it broke, to
  // whoever asks first, and look like an end of stream from then on.
  private int brokenBy;

  private @Nullable CloseOperation close;
  private CloseMode closeMode = CloseMode.ORDERLY;
  private boolean closed;
  // Operations that the kernel never had, on their way home.
  private int refused;

  /**
   * Makes the socket, which is associated with the port, a channel.
   *
   * @param skips whether success at once yields no packet
   */
  WindowsChannel(
      PortParts parts,
      WindowsWorker home,
      long socket,
      boolean skips,
      InetSocketAddress localAddress,
      InetSocketAddress remoteAddress,
      byte @Nullable [] firstData,
      @Nullable ReusableSockets reusable) {
    this.parts = parts;
    this.home = home;
    this.socket = socket;
    this.skips = skips;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
    this.reusable = reusable;
    this.mailbox = new Mailbox(parts.mailboxes());
    ReadNotifications notifications = parts.notifications();
    this.reads =
        notifications == null
            ? new OverlappedReads(this, firstData)
            : new NotifiedReads(this, notifications, firstData);
    this.writes = new ChannelWrites(this);
    parts.sockets().opened(socket);
  }

  // --- for its halves

  PortParts parts() {
    return parts;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  long socket() {
    return socket;
  }

  /** Whether success at once yields no packet on the port. */
  boolean skips() {
    return skips;
  }

  PendingOperations pendingCounts() {
    return home.pending();
  }

  boolean isClosing() {
    return close != null;
  }

  /** Remembers what broke the connection; see {@link #brokenBy}. */
  void brokeBy(int code) {
    brokenBy = code;
  }

  /** The code that told, to somebody else, that the connection is broken; 0 if none has. */
  int brokenBy() {
    return brokenBy;
  }

  /** The operation completes as aborted, but not from within the call that started it. */
  void refuse(Operation operation) {
    refused++;
    mailbox.post(
        Packet.of(
            () -> {
              refused--;
              operation.complete(
                  CompletionStatus.ABORTED, 0, WindowsErrors.ERROR_OPERATION_ABORTED);
              closeWhenQuiet();
            }));
  }

  // --- the contract

  @Override
  public PortWorker worker() {
    return home;
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
    return UNSENT_UNKNOWN;
  }

  @Override
  public boolean limitUnsent(int bytes) {
    return false; // Windows has none.
  }

  @Override
  public boolean inContext() {
    return mailbox.inContext();
  }

  @Override
  public boolean execute(Packet packet) {
    return mailbox.execute(packet);
  }

  @Override
  public void receive(ReceiveFlow flow) {
    assert inContext();
    reads.receive(flow);
  }

  @Override
  public void pause() {
    assert inContext();
    reads.pause();
  }

  @Override
  public void resume() {
    assert inContext();
    reads.resume();
  }

  @Override
  public void send(SendOperation operation) {
    assert inContext();
    writes.send(operation);
  }

  @Override
  public void transmitFile(TransmitFileOperation operation) {
    assert inContext();
    writes.transmitFile(operation);
  }

  @Override
  public void shutdownSending() {
    assert inContext();
    if (close == null) {
      writes.shutdown();
    }
  }

  @Override
  public void cancel() {
    assert inContext();
    if (close == null) {
      reads.callOff();
      writes.callOff();
      cancelRequests();
    }
  }

  @Override
  public void close(CloseMode mode, CloseOperation operation) {
    assert inContext();
    if (close != null) {
      throw new IllegalStateException("the channel is already closed");
    }
    operation.submitted(home.pending());
    close = operation;
    closeMode = mode;
    if (mode == CloseMode.ABORTIVE) {
      Sockets.resetOnClose(socket);
    }
    cancelRequests();
    // Not from within the user's call.
    mailbox.post(Packet.of(this::closeWhenQuiet));
  }

  private void cancelRequests() {
    if (isCancelling()) {
      reads.cancelRequests();
      writes.cancelRequests();
      parts.reminders().add(cancelAgain, mailbox);
    }
  }

  private boolean isCancelling() {
    return (reads.isCalledOff() && reads.isPending())
        || (writes.isCalledOff() && writes.isPending());
  }

  private void cancelAgain() {
    if (isCancelling()) {
      reads.cancelRequests();
      writes.cancelRequests();
    } else {
      parts.reminders().forget(cancelAgain);
    }
  }

  /** The kernel must hold nothing of the channel when its socket goes. */
  void closeWhenQuiet() {
    if (close == null || closed || reads.isPending() || writes.isPending()) {
      return;
    }
    reads.callOffIdleFlow();
    if (refused > 0) {
      return; // Started on the closing channel: the last of them comes back here.
    }
    closed = true;
    parts.reminders().forget(cancelAgain);
    parts.sockets().closed(socket);
    reads.giveBack();
    writes.giveBack();
    if (reusable != null && closeMode == CloseMode.ORDERLY && brokenBy == 0) {
      reusable.offer(socket);
    } else {
      Sockets.close(socket);
    }
    close.complete(CompletionStatus.OK, 0, 0);
  }
}
