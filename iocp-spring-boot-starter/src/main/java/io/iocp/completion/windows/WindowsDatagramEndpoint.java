package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.DatagramEndpoint;
import io.iocp.completion.DatagramFlow;
import io.iocp.completion.DatagramOptions;
import io.iocp.completion.Membership;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SendToOperation;
import io.iocp.completion.jna.LastError;
import io.iocp.completion.jna.LastSender;
import io.iocp.completion.windows.notify.ReadNotification;
import io.iocp.completion.windows.notify.ReadNotifications;
import io.iocp.completion.windows.winsock.DatagramSockets;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.TransferArguments;
import io.iocp.completion.windows.winsock.WindowsErrors;
import io.iocp.completion.windows.winsock.Winsock2Calls;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket on the port. Its context is a mailbox of its own. A {@link ReadNotification} tells
 * that there is a datagram; then receives that do not wait take what there is, until one would have
 * to: with edge-triggered notifications there is no other way to hear of the next one, and with the
 * others it saves a call a datagram.
 */
final class WindowsDatagramEndpoint implements DatagramEndpoint, ReadNotification.Listener {

  /** Datagrams of one socket before the others have their turn. */
  private static final int DATAGRAMS_PER_ROUND = 64;

  private final PortParts parts;
  private final WindowsWorker home;
  private final long socket;
  private final InetSocketAddress address;
  private final DatagramFlow flow;
  private final Mailbox mailbox;
  private final ReceiveBuffers buffers;
  private final ReadNotification notification;
  private final SendingTo sending;
  private final LastSender lastSender = new LastSender(Sockets.ADDRESSES);
  private final Packet pump = Packet.of(this::receive);
  private final Packet rested = Packet.of(this::rested);
  private final Packet cancelAgain = Packet.of(this::cancelAgain);

  private boolean readable;
  private boolean paused;
  // After an error, which is likely to repeat.
  private boolean resting;

  private @Nullable CloseOperation close;
  private boolean closed;
  // Operations that the kernel never had, on their way home.
  private int refused;

  /** Binds; receiving starts in the context. Any thread. */
  static DatagramEndpoint bind(
      PortParts parts,
      WindowsWorker home,
      InetSocketAddress address,
      DatagramOptions options,
      DatagramFlow flow)
      throws IOException {
    WindowsDatagramEndpoint endpoint =
        options.membership() == null
            ? Sockets.inFamilyOf(
                address,
                family -> new WindowsDatagramEndpoint(parts, home, family, address, options, flow))
            : new WindowsDatagramEndpoint(
                parts, home, Sockets.ADDRESSES.family(address), address, options, flow);
    if (!endpoint.mailbox.postToAnyWorker(Packet.of(endpoint::start))) {
      endpoint.abandon();
      throw new IOException("the port has shut down");
    }
    return endpoint;
  }

  private WindowsDatagramEndpoint(
      PortParts parts,
      WindowsWorker home,
      int family,
      InetSocketAddress address,
      DatagramOptions options,
      DatagramFlow flow)
      throws IOException {
    this.parts = parts;
    this.home = home;
    this.flow = flow;
    this.mailbox = new Mailbox(parts.mailboxes());
    this.buffers = new ReceiveBuffers(parts, mailbox, this::receive);
    this.socket = DatagramSockets.open(family, options);
    try {
      boolean skips = parts.sockets().adoptDatagrams(socket);
      ReadNotifications notifications = parts.notifications();
      // Before there can be a datagram: an edge is seen only by those who are registered then.
      this.notification =
          notifications == null
              ? new PeekedDatagrams(parts, mailbox, socket, skips, this)
              : notifications.openForDatagrams(socket, new NotifyContext(parts, mailbox), this);
      this.sending = new SendingTo(parts, mailbox, socket, family, skips, this);
      this.address = bind(family, address, options.membership());
    } catch (IOException e) {
      Sockets.close(socket);
      throw e;
    }
  }

  private InetSocketAddress bind(
      int family, InetSocketAddress wanted, @Nullable Membership membership) throws IOException {
    try {
      return DatagramSockets.bind(socket, family, wanted, membership);
    } catch (IOException e) {
      notification.close();
      sending.giveBackSlot();
      throw e;
    }
  }

  private void abandon() {
    Sockets.close(socket);
    notification.close();
    sending.giveBackSlot();
  }

  private void start() {
    parts.sockets().opened(socket);
    flow.submitted(home.pending());
    receive();
  }

  @Override
  public PortWorker worker() {
    return home;
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
  }

  @Override
  public int maximumReceiveBytes() {
    return parts.memory().bufferBytes();
  }

  @Override
  public boolean inContext() {
    return mailbox.inContext();
  }

  @Override
  public boolean execute(Packet packet) {
    return mailbox.execute(packet);
  }

  // --- receiving

  @Override
  public void pause() {
    assert inContext();
    paused = true;
  }

  @Override
  public void resume() {
    assert inContext();
    paused = false;
    mailbox.post(pump);
  }

  private boolean mayReceive() {
    return flow.inFlight() && !paused && !resting && !buffers.areAwaited() && close == null;
  }

  @Override
  public void notified(int code, int brokenBy) {
    if (code == WindowsErrors.SUCCESS) {
      readable = true;
    } else if (close == null) {
      rest(code);
    }
    receive();
    closeWhenQuiet();
  }

  @Override
  public void removed() {
    closeWhenQuiet();
  }

  private void receive() {
    for (int i = 0; readable && mayReceive() && i < DATAGRAMS_PER_ROUND; i++) {
      SharedBuffer buffer = buffers.acquire();
      if (buffer == null) {
        flow.starve();
        return;
      }
      receiveInto(buffer);
    }
    if (!mayReceive()) {
      return;
    }
    if (readable) {
      mailbox.post(pump); // The others' turn first.
    } else {
      notification.arm();
    }
  }

  private void receiveInto(SharedBuffer buffer) {
    TransferArguments arguments = parts.mailboxes().arguments();
    arguments.single(buffer.address(), parts.memory().bufferBytes());
    arguments.prepareSender();
    parts.counters().systemCalls.increment();
    int result =
        Winsock2Calls.WSARecvFrom(
            socket,
            arguments.buffers(),
            1,
            arguments.bytesAddress(),
            arguments.flagsAddress(),
            arguments.senderAddress(),
            arguments.senderLengthAddress(),
            0,
            0);
    int code = result == 0 ? WindowsErrors.SUCCESS : LastError.code();
    // A datagram that was cut fills the buffer, and is an error.
    boolean truncated = code == WindowsErrors.WSAEMSGSIZE;
    if (truncated || code == WindowsErrors.SUCCESS) {
      buffer.region(0, truncated ? parts.memory().bufferBytes() : arguments.transferred());
      flow.deliver(
          buffer, lastSender.read(arguments.memory(), arguments.senderOffset()), truncated);
      return;
    }
    buffer.release();
    if (code == WindowsErrors.WSAEWOULDBLOCK) {
      readable = false;
    } else {
      rest(code);
    }
  }

  private void rest(int code) {
    resting = true;
    parts.reminders().add(rested, mailbox);
    flow.fail(WindowsErrors.status(code), code);
  }

  private void rested() {
    parts.reminders().forget(rested);
    resting = false;
    receive();
  }

  // --- sending

  @Override
  public void sendTo(SendToOperation operation) {
    assert inContext();
    if (sending.isPending() && close == null) {
      throw new IllegalStateException("a datagram of this socket is already in flight");
    }
    operation.submitted(home.pending());
    if (close == null) {
      sending.start(operation);
    } else {
      refuse(operation);
    }
  }

  private void refuse(SendToOperation operation) {
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

  boolean isClosing() {
    return close != null;
  }

  // --- ending

  @Override
  public void close(CloseOperation operation) {
    assert inContext();
    if (close != null) {
      throw new IllegalStateException("the socket is already closed");
    }
    operation.submitted(home.pending());
    close = operation;
    parts.reminders().forget(rested);
    parts.reminders().add(cancelAgain, mailbox);
    cancelRequests();
    // Not from within the user's call.
    mailbox.post(Packet.of(this::closeWhenQuiet));
  }

  private void cancelRequests() {
    notification.remove();
    sending.cancel(socket);
  }

  private void cancelAgain() {
    if (!closed) {
      cancelRequests();
    }
  }

  /** The kernel must hold nothing of the socket when it goes. */
  void closeWhenQuiet() {
    if (close == null || closed || notification.isPending() || sending.isPending()) {
      return;
    }
    if (flow.inFlight()) {
      flow.complete(CompletionStatus.ABORTED, 0, WindowsErrors.ERROR_OPERATION_ABORTED);
    }
    if (refused > 0) {
      return; // Started on the closing socket: the last of them comes back here.
    }
    closed = true;
    parts.reminders().forget(cancelAgain);
    parts.sockets().closed(socket);
    Sockets.close(socket);
    notification.close();
    sending.giveBackSlot();
    close.complete(CompletionStatus.OK, 0, 0);
  }
}
