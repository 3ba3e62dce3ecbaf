package io.iocp.completion.uring;

import io.iocp.completion.AcceptFlow;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.Packet;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.uring.ring.LibcCalls;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.Sockets;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A listening socket with one multishot accept. When that ends with an error it is armed again: at
 * once if the error was the peer's, after a pause if it is likely to repeat.
 *
 * <p>A rush of connections, as when everybody reconnects at once, completes in one batch. They are
 * handed up a few in each, after what else has completed, and the kernel is asked to stop when too
 * many wait: then the rest stays in the socket's backlog.
 */
final class UringListener extends RingSocket implements Listener, Retries.Retry {

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Most connections that are handed up in one batch. */
  static final int ACCEPTS_PER_BATCH = 64;

  // Accepted by the kernel and not handed up. A few more may be on their way when it is told.
  private static final int MAXIMUM_WAITING = 1024;

  private final InetSocketAddress address;
  private final AcceptFlow flow;
  // Descriptors.
  private final Queue<Integer> waiting = new ArrayDeque<>();
  private final Packet handUp = Packet.of(this::handUp);
  private boolean armed;
  // The kernel is asked to stop, for too many wait.
  private boolean stopping;
  // Waits for the pause after an error to be over.
  private boolean resting;
  private long retryAtNanos;

  // The last socket's local address: with a wildcard listener most have the same.
  private InetSocketAddress lastLocal;

  UringListener(UringWorker worker, int fd, InetSocketAddress address, AcceptFlow flow) {
    super(worker, fd);
    this.address = address;
    this.lastLocal = address;
    this.flow = flow;
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
  }

  /** Starts accepting. */
  void start() {
    home().sockets().add(this);
    flow.submitted(home().pending());
    arm();
  }

  @Override
  public void close(CloseOperation operation) {
    // Always through the queue: the packet that starts the listener may still be in it.
    home().post(Packet.of(() -> closeWhenQuiet(operation)));
  }

  @Override
  public long retryAtNanos() {
    return retryAtNanos;
  }

  /** The pause after an error is over. */
  @Override
  public void retry() {
    resting = false;
    armIfThereIsRoom();
  }

  private void armIfThereIsRoom() {
    if (!armed && !resting && !isClosing() && waiting.size() < MAXIMUM_WAITING) {
      arm();
    }
  }

  private void arm() {
    armed = true;
    home().submissions().acceptMultishot(fd(), Sockets.SOCK_CLOEXEC, begin(Request.ACCEPT));
  }

  @Override
  void completed(Request request, int result, int flags, boolean more) {
    boolean stopped = stopping && result == -LinuxErrors.ECANCELED;
    if (!more) {
      armed = false;
      stopping = false;
    }
    if (result >= 0) {
      enqueue(result);
    } else if (!isClosing() && !stopped) {
      failed(-result, more);
    }
    armIfThereIsRoom();
  }

  private void failed(int errno, boolean more) {
    if (!more && errno != LinuxErrors.ECONNABORTED) {
      resting = true;
      retryAtNanos = home().batchNanos() + RETRY_NANOS;
      home().retryLater(this);
    }
    flow.fail(LinuxErrors.status(errno), errno);
  }

  private void enqueue(int accepted) {
    waiting.add(accepted);
    home().post(handUp);
    if (waiting.size() >= MAXIMUM_WAITING && armed && !stopping && !isClosing()) {
      stopping = true;
      cancelOne(Request.ACCEPT);
    }
  }

  private void handUp() {
    try {
      for (int i = 0; i < ACCEPTS_PER_BATCH && !waiting.isEmpty(); i++) {
        accepted(waiting.remove());
      }
    } finally {
      // Whatever became of these, there are others.
      if (!waiting.isEmpty()) {
        home().post(handUp);
      }
      armIfThereIsRoom();
    }
  }

  private void accepted(int accepted) {
    if (isClosing()) {
      Sockets.reset(accepted);
      return;
    }
    try {
      InetSocketAddress remote = Sockets.remoteAddress(accepted);
      flow.deliver(new UringAcceptedSocket(accepted, localAddressOf(accepted), remote));
    } catch (NativeCallException e) {
      // Reset by the peer before we looked.
      LibcCalls.close(accepted);
      flow.fail(e.status(), e.code());
    }
  }

  private InetSocketAddress localAddressOf(int accepted) throws NativeCallException {
    if (!address.getAddress().isAnyLocalAddress()) {
      return address;
    }
    InetSocketAddress local = Sockets.localAddress(accepted);
    if (!local.equals(lastLocal)) {
      lastLocal = local;
    }
    return lastLocal;
  }

  @Override
  void cancelCalledOff() {
    if (armed && (stopping || isClosing())) {
      cancelOne(Request.ACCEPT);
    }
  }

  @Override
  void closed() {
    waiting.forEach(Sockets::reset);
    waiting.clear();
    flow.complete(CompletionStatus.ABORTED, 0, LinuxErrors.ECANCELED);
  }
}
