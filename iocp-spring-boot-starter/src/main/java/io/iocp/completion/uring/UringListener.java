package io.iocp.completion.uring;

import io.iocp.completion.AcceptFlow;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.Packet;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A listening socket with one multishot accept. When that ends with an error it is armed again: at
 * once if the error was the peer's, after a pause if it is likely to repeat.
 */
final class UringListener extends RingSocket implements Listener, UringWorker.Retry {

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final InetSocketAddress address;
  private final AcceptFlow flow;
  private boolean armed;
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
    if (!isClosing()) {
      arm();
    }
  }

  private void arm() {
    armed = true;
    home().submissions().acceptMultishot(fd(), Sockets.SOCK_CLOEXEC, begin(Request.ACCEPT));
  }

  @Override
  void completed(Request request, int result, int flags, boolean more) {
    if (!more) {
      armed = false;
    }
    try {
      if (result >= 0) {
        accepted(result);
      } else if (!isClosing()) {
        flow.fail(LinuxErrors.status(-result), -result);
      }
    } finally {
      // Whatever became of this one, there will be others.
      goOn(result);
    }
  }

  private void goOn(int result) {
    if (!armed && !isClosing()) {
      if (result >= 0 || result == -LinuxErrors.ECONNABORTED) {
        arm();
      } else {
        retryAtNanos = home().batchNanos() + RETRY_NANOS;
        home().retryLater(this);
      }
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
      flow.fail(LinuxErrors.status(e.errno()), e.errno());
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
    if (armed && isClosing()) {
      cancelOne(Request.ACCEPT);
    }
  }

  @Override
  void closed() {
    flow.complete(CompletionStatus.ABORTED, 0, LinuxErrors.ECANCELED);
  }
}
