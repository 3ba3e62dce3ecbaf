package io.iocp.completion.windows;

import io.iocp.completion.AcceptFlow;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.Packet;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.windows.winsock.AcceptAreaLayout;
import io.iocp.completion.windows.winsock.ExtensionFunctions;
import io.iocp.completion.windows.winsock.Kernel32Calls;
import io.iocp.completion.windows.winsock.MswsockCalls;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import io.iocp.time.NanoClock;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket with a number of {@code AcceptEx} outstanding, each with a socket to accept
 * into. One that fails closes its socket and is posted again: at once if the peer was the reason,
 * after a pause if the call itself failed otherwise, which is likely to repeat.
 *
 * <p>When accepts wait for first data, a client that connects and stays silent keeps one of them:
 * {@code SO_CONNECT_TIME} tells for how long, and the accept is called off in time.
 *
 * <p>In the context of its worker, except {@link #tick}.
 */
final class WindowsListener implements Listener, Ticks.Tick {

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long POLICE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PortParts parts;
  private final Ticks ticks;
  private final NanoClock clock;
  private final WindowsWorker home;
  private final long socket;
  private final int family;
  private final InetSocketAddress address;
  private final SocketOptions options;
  private final AcceptFlow flow;
  private final AcceptOptions acceptOptions;
  private final NativeMemory areas;
  private final Accepting[] accepts;
  // Null unless sockets are used again.
  private final @Nullable ReusableSockets reusable;
  private final Packet tickPacket = Packet.of(this::ticked);

  private int inFlight;
  private @Nullable CloseOperation close;

  // When `ticked` is due; Long.MAX_VALUE for never. Read by any worker.
  private volatile long tickAtNanos = Long.MAX_VALUE;

  WindowsListener(
      PortParts parts,
      Ticks ticks,
      NanoClock clock,
      ExtensionFunctions extensions,
      AcceptOptions acceptOptions,
      WindowsWorker home,
      Sockets.Bound bound,
      SocketOptions options,
      AcceptFlow flow) {
    this.parts = parts;
    this.ticks = ticks;
    this.clock = clock;
    this.acceptOptions = acceptOptions;
    this.home = home;
    this.socket = bound.socket();
    this.family = bound.family();
    this.address = bound.address();
    this.options = options;
    this.flow = flow;
    int areaBytes = AcceptAreaLayout.size(acceptOptions.firstDataBytes());
    int count = acceptOptions.accepts();
    this.areas = NativeMemory.allocate(count * areaBytes);
    this.accepts = new Accepting[count];
    for (int i = 0; i < count; i++) {
      accepts[i] = new Accepting(i * areaBytes);
    }
    this.reusable =
        acceptOptions.reuseSockets()
            ? new ReusableSockets(parts, extensions, home.mailbox(), count, this::closeWhenQuiet)
            : null;
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
  }

  /** Starts accepting. */
  void start() {
    parts.sockets().opened(socket);
    ticks.add(this);
    flow.submitted(home.pending());
    for (Accepting accept : accepts) {
      accept.start();
    }
    if (acceptOptions.firstDataBytes() > 0) {
      tickLatestAt(clock.nanoTime() + POLICE_NANOS);
    }
  }

  @Override
  public void close(CloseOperation operation) {
    // Always through the queue: the packet that starts the listener may still be in it.
    home.post(Packet.of(() -> closeHere(operation)));
  }

  private void closeHere(CloseOperation operation) {
    operation.submitted(home.pending());
    close = operation;
    ticks.remove(this);
    if (inFlight > 0) {
      parts.counters().systemCalls.increment();
      Kernel32Calls.CancelIoEx(socket, 0);
    }
    if (reusable != null) {
      reusable.close();
    }
    closeWhenQuiet();
  }

  /** The sockets to accept into are gone by now; the listening one is the last. */
  private void closeWhenQuiet() {
    if (close == null || inFlight > 0 || (reusable != null && !reusable.isQuiet())) {
      return;
    }
    parts.sockets().closed(socket);
    Sockets.close(socket);
    for (Accepting accept : accepts) {
      accept.giveBackSlot();
    }
    flow.complete(CompletionStatus.ABORTED, 0, WindowsErrors.ERROR_OPERATION_ABORTED);
    close.complete(CompletionStatus.OK, 0, 0);
  }

  /** Looks whether something is due. Any thread. */
  @Override
  public void tick(long nowNanos) {
    long due = tickAtNanos;
    if (due != Long.MAX_VALUE && due - nowNanos <= 0) {
      home.mailbox().post(tickPacket);
    }
  }

  private void tickLatestAt(long nanos) {
    if (tickAtNanos == Long.MAX_VALUE || nanos - tickAtNanos < 0) {
      tickAtNanos = nanos;
    }
  }

  private void ticked() {
    long now = clock.nanoTime();
    if (close != null || tickAtNanos == Long.MAX_VALUE || tickAtNanos - now > 0) {
      return;
    }
    tickAtNanos = acceptOptions.firstDataBytes() > 0 ? now + POLICE_NANOS : Long.MAX_VALUE;
    for (Accepting accept : accepts) {
      if (!accept.inFlight()) {
        accept.start();
      } else if (acceptOptions.firstDataBytes() > 0) {
        accept.police();
      }
    }
  }

  /** Whether the call itself failed, for another reason than that its client is gone. */
  static boolean isLikelyToRepeat(int code) {
    return code > 0 && WindowsErrors.status(code) != CompletionStatus.RESET;
  }

  private final class Accepting extends Request {

    private final int areaOffset;
    private long accepted = Sockets.INVALID;
    private boolean usedAgain;

    Accepting(int areaOffset) {
      super(parts, home.mailbox());
      this.areaOffset = areaOffset;
    }

    void start() {
      long ready = reusable == null ? Sockets.INVALID : reusable.poll();
      if (ready == Sockets.INVALID) {
        startWithNewSocket();
      } else {
        inFlight++;
        accepted = ready;
        usedAgain = true;
        accept();
      }
    }

    private void startWithNewSocket() {
      inFlight++;
      usedAgain = false;
      try {
        accepted = Sockets.forAccept(family, options);
      } catch (NativeCallException e) {
        notCalled(e.code());
        return;
      }
      accept();
    }

    private void accept() {
      int result =
          MswsockCalls.AcceptEx(
              socket,
              accepted,
              areas.address() + areaOffset,
              acceptOptions.firstDataBytes(),
              AcceptAreaLayout.ADDRESS_SIZE,
              AcceptAreaLayout.ADDRESS_SIZE,
              parts.mailboxes().arguments().bytesAddress(),
              begin());
      // The listening socket does not skip the port.
      called(result != 0, false, 0);
    }

    /** Calls the accept off when its client is there for long and has sent nothing. */
    void police() {
      long limit = acceptOptions.firstDataTimeout().toSeconds();
      if (Sockets.connectedSeconds(accepted) > limit) {
        cancel(socket);
      }
    }

    @Override
    protected void completed(int code, int bytes) {
      inFlight--;
      long taken = accepted;
      accepted = Sockets.INVALID;
      if (close != null) {
        Sockets.reset(taken);
        closeWhenQuiet();
        return;
      }
      if (usedAgain && code > 0) {
        // Not fit to be accepted into again: none is under Wine, which does not disconnect them.
        Sockets.close(taken);
        startWithNewSocket();
        return;
      }
      if (code == WindowsErrors.SUCCESS) {
        handUp(taken, bytes);
      } else {
        Sockets.reset(taken);
        flow.fail(WindowsErrors.status(code), code);
      }
      if (isLikelyToRepeat(code)) {
        // Most likely something has run out.
        tickLatestAt(clock.nanoTime() + RETRY_NANOS);
      } else {
        start();
      }
    }

    private void handUp(long taken, int bytes) {
      WindowsAcceptedSocket handle;
      try {
        Sockets.inheritFromListener(taken, socket);
        handle =
            new WindowsAcceptedSocket(
                parts,
                taken,
                usedAgain
                    ? parts.sockets().prepare(taken, options.keepAlive())
                    : parts.sockets().adopt(taken, options.keepAlive()),
                Sockets.acceptedAddress(areas, areaOffset, acceptOptions.firstDataBytes(), true),
                Sockets.acceptedAddress(areas, areaOffset, acceptOptions.firstDataBytes(), false),
                firstData(bytes),
                reusable);
      } catch (NativeCallException e) {
        Sockets.reset(taken);
        flow.fail(e.status(), e.code());
        return;
      }
      flow.deliver(handle);
    }

    private byte @Nullable [] firstData(int bytes) {
      if (bytes == 0) {
        return null;
      }
      byte[] data = new byte[bytes];
      areas.bytes().get(areaOffset, data);
      return data;
    }
  }
}
