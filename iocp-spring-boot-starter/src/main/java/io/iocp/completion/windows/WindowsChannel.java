package io.iocp.completion.windows;

import com.sun.jna.Native;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import io.iocp.completion.TransmitFileOperation;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on the port. Its context is its mailbox.
 *
 * <p>Receiving starts with a receive of zero bytes, which says that there is something and pins no
 * buffer; then one into a buffer of the pool. With several receives pending instead, each has a
 * buffer from the start and a number; they are handed up in order of their numbers. With reads by
 * notification, a {@link ReadNotification} says that there is something, and then the receive does
 * not wait.
 *
 * <pre>
 *   idle ──▶ zero bytes pending ──▶ readable ──▶ receive into a buffer ──▶ handed up ──▶ idle
 *                                       └─ no buffer: hungry ─ fed ─┘
 *   close ──▶ CancelIoEx ──▶ all home ──▶ closesocket ──▶ the close operation comes home
 * </pre>
 */
final class WindowsChannel implements StreamChannel {

  private final WindowsPort port;
  private final WindowsWorker home;
  private final long socket;
  private final boolean skips;
  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;
  private final Mailbox mailbox;
  private final Sending sending;

  // The receives in flight are number `finished` to `started` − 1, each in its place modulo length.
  private final Receiving[] receives;
  private final boolean zeroBytesFirst;
  private int started;
  private int finished;

  // Null with overlapped reads.
  private final @Nullable ReadNotification notification;
  private final Packet goOnReceiving = Packet.of(this::startReceives);

  // Not null while in flight.
  private @Nullable ReceiveFlow flow;
  private boolean received;
  private boolean receiveCancelled;
  private boolean paused;
  // The zero-byte receive is home, or the notification came: there is something to receive.
  private boolean readable;
  // Waits for a buffer in the port's queue.
  private boolean hungry;
  // A buffer that the queue has handed over.
  private @Nullable SharedBuffer spare;
  // What came with the accept and is to be handed up first.
  private byte @Nullable [] firstData;

  // Not null while in flight.
  private @Nullable SendOperation send;
  private boolean sendCancelled;
  private boolean finSent;

  // The code that a send or a notification used up: a socket may report once that it broke, to
  // whoever asks first,
  // and look like an end of stream from then on.
  private int brokenBy;

  private @Nullable CloseOperation close;
  private boolean closed;
  // Operations that the kernel never had, on their way home.
  private int refused;

  /**
   * Makes the socket, which is associated with the port, a channel.
   *
   * @param skips whether success at once yields no packet
   */
  WindowsChannel(
      WindowsPort port,
      WindowsWorker home,
      long socket,
      boolean skips,
      InetSocketAddress localAddress,
      InetSocketAddress remoteAddress,
      byte @Nullable [] firstData) {
    this.port = port;
    this.home = home;
    this.socket = socket;
    this.skips = skips;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
    this.firstData = firstData;
    this.mailbox = new Mailbox(port);
    this.sending = new Sending();
    int pendingReads = port.windowsOptions().pendingReads();
    this.zeroBytesFirst = pendingReads == 0;
    this.receives = new Receiving[Math.max(1, pendingReads)];
    for (int i = 0; i < receives.length; i++) {
      receives[i] = new Receiving();
    }
    ReadNotifications notifications = port.notifications();
    this.notification =
        notifications == null ? null : notifications.open(socket, mailbox, new Notified());
    port.opened(socket);
  }

  Mailbox mailbox() {
    return mailbox;
  }

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
  public boolean inContext() {
    return mailbox.inContext();
  }

  @Override
  public boolean execute(Packet packet) {
    return mailbox.execute(packet);
  }

  // --- receiving

  @Override
  public void receive(ReceiveFlow newFlow) {
    assert inContext();
    if (received) {
      throw new IllegalStateException("a channel receives once in its life");
    }
    received = true;
    newFlow.submitted(home.pending());
    if (close != null) {
      refuse(newFlow);
      return;
    }
    flow = newFlow;
    receiveMore();
  }

  @Override
  public void pause() {
    assert inContext();
    paused = true;
  }

  @Override
  public void resume() {
    assert inContext();
    paused = false;
    receiveMore();
  }

  private boolean mayReceive() {
    return flow != null && !paused && !hungry && !receiveCancelled && close == null;
  }

  /** From a call of the user's: nothing is handed up before it has returned. */
  private void receiveMore() {
    if (firstData == null) {
      if (notification != null && readable) {
        mailbox.post(goOnReceiving);
      } else {
        startReceives();
      }
    } else if (mayReceive()) {
      mailbox.post(Packet.of(this::handUpFirstData));
    }
  }

  private void handUpFirstData() {
    byte[] data = firstData;
    if (data == null || !mayReceive()) {
      return;
    }
    SharedBuffer buffer = acquire();
    ReceiveFlow receiver = flow;
    if (buffer == null || receiver == null) {
      return;
    }
    firstData = null;
    buffer.memory().put(0, data);
    buffer.region(0, data.length);
    receiver.deliver(buffer);
    startReceives();
  }

  private void startReceives() {
    if (notification != null) {
      receiveOrArm(notification);
      return;
    }
    while (mayReceive() && started - finished < receives.length) {
      SharedBuffer buffer = null;
      if (!zeroBytesFirst || readable) {
        buffer = acquire();
        if (buffer == null) {
          return;
        }
        readable = false;
      }
      receives[started % receives.length].start(buffer);
    }
  }

  /** Not from a call of the user's if something is there. */
  private void receiveOrArm(ReadNotification source) {
    if (readable && mayReceive()) {
      SharedBuffer buffer = acquire();
      if (buffer != null) {
        receiveNow(buffer);
      }
    }
    if (mayReceive()) {
      if (readable) {
        mailbox.post(goOnReceiving); // The others' turn first.
      } else {
        source.arm();
      }
    }
  }

  /** What there is, into the buffer; a buffer that it fills leaves the channel readable. */
  private void receiveNow(SharedBuffer buffer) {
    TransferArguments arguments = port.arguments();
    arguments.single(buffer.address(), port.receiveBufferBytes());
    port.counters().systemCalls.increment();
    int result =
        Winsock2Calls.WSARecv(
            socket,
            arguments.buffers(),
            1,
            arguments.bytesAddress(),
            arguments.flagsAddress(),
            0,
            0);
    int code = result == 0 ? WindowsErrors.SUCCESS : Native.getLastError();
    int bytes = code == WindowsErrors.SUCCESS ? arguments.transferred() : 0;
    ReceiveFlow receiver = flow;
    readable = bytes == port.receiveBufferBytes();
    if (bytes > 0 && receiver != null) {
      buffer.region(0, bytes);
      receiver.deliver(buffer);
      return;
    }
    buffer.release();
    // The notification may be of something that has been received since.
    if (code != WindowsErrors.WSAEWOULDBLOCK) {
      endReceiving(code);
    }
  }

  private final class Notified implements ReadNotification.Listener {

    @Override
    public void notified(int code, int brokenBy) {
      if (brokenBy != 0) {
        WindowsChannel.this.brokenBy = brokenBy;
      }
      if (code == WindowsErrors.SUCCESS) {
        readable = true;
        startReceives();
      } else {
        endReceiving(code);
      }
      closeWhenQuiet();
    }

    @Override
    public void removed() {
      if (receiveCancelled) {
        callOffIdleFlow();
      }
      closeWhenQuiet();
    }
  }

  /** An empty buffer; null when there is none, and then the channel is hungry. */
  private @Nullable SharedBuffer acquire() {
    SharedBuffer buffer = spare;
    spare = null;
    if (buffer == null) {
      buffer = port.acquireReceiveBuffer();
    }
    if (buffer == null) {
      hungry = true;
      port.hungry().add(this);
      port.counters().starvations.increment();
      if (flow != null) {
        flow.starve();
      }
    }
    return buffer;
  }

  /** A buffer for a hungry channel, which owns it from now on. Any thread. */
  void feed(SharedBuffer buffer) {
    if (!mailbox.post(Packet.of(() -> fed(buffer)))) {
      buffer.release();
    }
  }

  private void fed(SharedBuffer buffer) {
    hungry = false;
    spare = buffer;
    handUpFirstData();
    startReceives();
    SharedBuffer unused = spare;
    if (unused != null) {
      spare = null;
      unused.release();
    }
  }

  /** One receive after the other; the first one of an idle channel is for zero bytes. */
  private final class Receiving extends Request {

    // Null for zero bytes.
    private @Nullable SharedBuffer buffer;
    private boolean home;
    private int code;
    private int bytes;

    Receiving() {
      super(port, mailbox);
    }

    void start(@Nullable SharedBuffer into) {
      started++;
      buffer = into;
      TransferArguments arguments = port.arguments();
      if (into == null) {
        arguments.single(0, 0);
      } else {
        arguments.single(into.address(), port.receiveBufferBytes());
      }
      port.counters().systemCalls.increment();
      int result =
          Winsock2Calls.WSARecv(
              socket,
              arguments.buffers(),
              1,
              arguments.bytesAddress(),
              arguments.flagsAddress(),
              begin(),
              0);
      called(result == 0, skips, arguments.transferred());
    }

    @Override
    protected void completed(int code, int bytes) {
      this.home = true;
      this.code = code;
      this.bytes = bytes;
      receiveHome();
    }

    /** In the receive's turn. */
    private void handUp() {
      home = false;
      SharedBuffer into = buffer;
      buffer = null;
      if (into == null) {
        if (code == WindowsErrors.SUCCESS) {
          readable = true;
        } else {
          endReceiving(code);
        }
        return;
      }
      ReceiveFlow receiver = flow;
      if (code == WindowsErrors.SUCCESS && bytes > 0 && receiver != null && close == null) {
        into.region(0, bytes);
        receiver.deliver(into);
        return;
      }
      into.release();
      if (code != WindowsErrors.SUCCESS || bytes == 0) {
        // Nothing received where something was asked for, and no error: the peer's FIN.
        endReceiving(code);
      }
    }
  }

  private void receiveHome() {
    // Later ones may have come home before the earlier ones.
    while (finished < started && receives[finished % receives.length].home) {
      Receiving next = receives[finished % receives.length];
      finished++;
      next.handUp();
    }
    startReceives();
    if (receiveCancelled) {
      callOffIdleFlow();
    }
    closeWhenQuiet();
  }

  private void endReceiving(int code) {
    ReceiveFlow receiver = flow;
    if (receiver == null) {
      return;
    }
    flow = null;
    if (code != WindowsErrors.SUCCESS && (receiveCancelled || close != null)) {
      receiver.complete(CompletionStatus.ABORTED, 0, code);
    } else if (code == WindowsErrors.SUCCESS && brokenBy == 0) {
      receiver.complete(CompletionStatus.END_OF_STREAM, 0, 0);
    } else {
      int why = code == WindowsErrors.SUCCESS ? brokenBy : code;
      receiver.complete(WindowsErrors.status(why), 0, why);
    }
  }

  /** A flow that the kernel does not hold comes home by itself. */
  private void callOffIdleFlow() {
    if (started == finished && (notification == null || !notification.isPending())) {
      endReceiving(WindowsErrors.ERROR_OPERATION_ABORTED);
    }
  }

  // --- sending

  @Override
  public void send(SendOperation operation) {
    assert inContext();
    if (close == null && send != null) {
      throw new IllegalStateException("a send is in flight");
    }
    operation.submitted(home.pending());
    if (close != null) {
      refuse(operation);
      return;
    }
    send = operation;
    sendCancelled = false;
    sending.start(operation);
  }

  @Override
  public void transmitFile(TransmitFileOperation operation) {
    throw new UnsupportedOperationException("transmitFile");
  }

  private final class Sending extends Request {

    private long asked;

    Sending() {
      super(port, mailbox);
    }

    void start(SendOperation operation) {
      TransferArguments arguments = port.arguments();
      asked = arguments.gather(operation);
      port.counters().systemCalls.increment();
      int result =
          Winsock2Calls.WSASend(
              socket,
              arguments.buffers(),
              operation.count(),
              arguments.bytesAddress(),
              0,
              begin(),
              0);
      called(result == 0, skips, arguments.transferred());
    }

    @Override
    protected void completed(int code, int bytes) {
      SendOperation operation = send;
      if (operation == null) {
        throw new IllegalStateException("a send completed that was not in flight");
      }
      send = null;
      boolean calledOff = sendCancelled || close != null;
      if (code == WindowsErrors.SUCCESS) {
        if (bytes < asked) {
          port.counters().shortSends.increment();
        }
        operation.complete(CompletionStatus.OK, bytes, 0);
      } else {
        if (!calledOff && !finSent) {
          brokenBy = code;
        }
        operation.complete(
            calledOff ? CompletionStatus.ABORTED : WindowsErrors.status(code), bytes, code);
      }
      closeWhenQuiet();
    }
  }

  @Override
  public void shutdownSending() {
    assert inContext();
    if (close == null) {
      finSent = true;
      Sockets.shutdownSending(socket);
    }
  }

  // --- ending

  private void refuse(Operation operation) {
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

  @Override
  public void cancel() {
    assert inContext();
    if (close != null) {
      return;
    }
    if (flow != null) {
      receiveCancelled = true;
      mailbox.post(Packet.of(this::callOffIdleFlow));
    }
    sendCancelled = send != null;
    cancelRequests();
  }

  @Override
  public void close(CloseMode mode, CloseOperation operation) {
    assert inContext();
    if (close != null) {
      throw new IllegalStateException("a channel is closed once");
    }
    operation.submitted(home.pending());
    close = operation;
    if (mode == CloseMode.ABORTIVE) {
      Sockets.resetOnClose(socket);
    }
    cancelRequests();
    // Not from within the user's call.
    mailbox.post(Packet.of(this::closeWhenQuiet));
  }

  private void cancelRequests() {
    if (notification != null) {
      notification.remove();
    }
    if (started != finished || sending.inFlight()) {
      port.counters().systemCalls.increment();
      // ERROR_NOT_FOUND: all are on their way home already.
      Kernel32Calls.CancelIoEx(socket, 0);
    }
  }

  private boolean isBusy() {
    return started != finished
        || sending.inFlight()
        || (notification != null && notification.isPending());
  }

  /** The kernel must hold nothing of the channel when its socket goes. */
  private void closeWhenQuiet() {
    if (close == null || closed || isBusy()) {
      return;
    }
    callOffIdleFlow();
    if (refused > 0) {
      return; // Started on the closing channel: the last of them comes back here.
    }
    closed = true;
    port.closed(socket);
    Sockets.close(socket);
    sending.giveBackSlot();
    for (Receiving receive : receives) {
      receive.giveBackSlot();
    }
    if (notification != null) {
      notification.close();
    }
    close.complete(CompletionStatus.OK, 0, 0);
  }
}
