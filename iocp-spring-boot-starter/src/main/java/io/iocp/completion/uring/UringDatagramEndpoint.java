package io.iocp.completion.uring;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.DatagramEndpoint;
import io.iocp.completion.DatagramFlow;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SendToOperation;
import io.iocp.completion.jna.LastSender;
import io.iocp.completion.uring.ring.CqeLayout;
import io.iocp.completion.uring.ring.DatagramMemory;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.uring.ring.RecvmsgOutLayout;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.Sockets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket on its home worker's ring. The flow of datagrams is one multishot {@code recvmsg},
 * armed and cancelled like the receive of a {@link UringChannel}.
 */
final class UringDatagramEndpoint extends RingSocket
    implements DatagramEndpoint, RingBufferWaiters.Waiter, Retries.Retry {

  private static final int PAYLOAD_OFFSET = RecvmsgOutLayout.SIZE + DatagramMemory.NAME_BYTES;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final InetSocketAddress address;
  private final DatagramFlow flow;
  private final DatagramMemory memory = new DatagramMemory();
  private final LastSender lastSender = new LastSender(Sockets.ADDRESSES);

  private boolean armed;
  private boolean stopping;
  private boolean paused;
  // Waits for a buffer, or after an error.
  private boolean starved;
  private boolean resting;
  private long retryAtNanos;

  // Not null while the kernel has it.
  private @Nullable SendToOperation send;

  UringDatagramEndpoint(UringWorker worker, int fd, InetSocketAddress address, DatagramFlow flow) {
    super(worker, fd);
    this.address = address;
    this.flow = flow;
  }

  /** Starts receiving. */
  void start() {
    home().sockets().add(this);
    flow.submitted(home().pending());
    armIfWanted();
  }

  @Override
  public PortWorker worker() {
    return home();
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
  }

  @Override
  public int maximumReceiveBytes() {
    return home().receiveBufferBytes() - PAYLOAD_OFFSET;
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
  public void pause() {
    assert inContext();
    paused = true;
    if (armed && !stopping) {
      stopping = true;
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
    if (!armed && !paused && !starved && !resting && !isClosing()) {
      armed = true;
      home()
          .submissions()
          .receiveMessageMultishot(fd(), memory.receiveHeader(), begin(Request.RECEIVE));
    }
  }

  @Override
  public boolean receiveAgain() {
    starved = false;
    armIfWanted();
    return armed;
  }

  @Override
  public void starved() {
    if (!isClosing()) {
      home().counters().starvations.increment();
      flow.starve();
    }
  }

  @Override
  public long retryAtNanos() {
    return retryAtNanos;
  }

  @Override
  public void retry() {
    resting = false;
    armIfWanted();
  }

  @Override
  public void sendTo(SendToOperation operation) {
    assert inContext();
    if (isClosing()) {
      home().refuse(operation);
      return;
    }
    if (send != null) {
      throw new IllegalStateException("a datagram of this socket is already in flight");
    }
    operation.submitted(home().pending());
    int family = Sockets.ADDRESSES.family(address);
    InetSocketAddress remote = operation.remote();
    if (remote.isUnresolved() || family < Sockets.ADDRESSES.family(remote)) {
      home().completeLater(operation, CompletionStatus.UNREACHABLE, LinuxErrors.EAFNOSUPPORT);
      return;
    }
    send = operation;
    long header = memory.writeSend(family, operation);
    home().submissions().sendMessage(fd(), header, Sockets.MSG_NOSIGNAL, begin(Request.SEND));
  }

  @Override
  public void close(CloseOperation operation) {
    assert inContext();
    closeWhenQuiet(operation);
  }

  @Override
  void completed(Request request, int result, int flags, boolean more) {
    if (request == Request.RECEIVE) {
      receiveCompleted(result, flags, more);
    } else {
      sendCompleted(result);
    }
  }

  private void receiveCompleted(int result, int flags, boolean more) {
    if (!more) {
      armed = false;
      stopping = false;
    }
    if ((flags & CqeLayout.F_BUFFER) != 0) {
      datagram(home().buffers().take(flags >>> CqeLayout.BUFFER_SHIFT), result);
    }
    if (!more && !isClosing()) {
      receiveStopped(result);
    }
  }

  private void datagram(SharedBuffer buffer, int length) {
    if (length < PAYLOAD_OFFSET || isClosing()) {
      buffer.release();
      return;
    }
    ByteBuffer bytes = buffer.memory().order(ByteOrder.nativeOrder());
    boolean truncated = (bytes.getInt(RecvmsgOutLayout.FLAGS_OFFSET) & Sockets.MSG_TRUNC) != 0;
    InetSocketAddress sender = lastSender.read(bytes, RecvmsgOutLayout.SIZE);
    bytes.order(ByteOrder.BIG_ENDIAN);
    buffer.region(PAYLOAD_OFFSET, length);
    flow.deliver(buffer, sender, truncated);
  }

  private void receiveStopped(int result) {
    if (armed) {
      return; // Paused and resumed by the handler of the datagram.
    }
    switch (result) {
      case -LinuxErrors.ENOBUFS -> {
        starved = true;
        home().waiters().add(this);
      }
      case -LinuxErrors.ECANCELED, -LinuxErrors.EINTR, -LinuxErrors.EAGAIN -> armIfWanted();
      default -> {
        if (result < 0) {
          flow.fail(LinuxErrors.status(-result), -result);
          rest();
        }
        armIfWanted();
      }
    }
  }

  private void rest() {
    resting = true;
    retryAtNanos = home().batchNanos() + RETRY_NANOS;
    home().retryLater(this);
  }

  private void sendCompleted(int result) {
    SendToOperation operation = send;
    if (operation == null) {
      throw new IllegalStateException("a datagram send completed without a request");
    }
    send = null;
    if (result < 0) {
      operation.complete(LinuxErrors.status(-result), 0, -result);
    } else {
      operation.complete(CompletionStatus.OK, result, 0);
    }
  }

  @Override
  void cancelCalledOff() {
    if (armed && (stopping || isClosing())) {
      cancelOne(Request.RECEIVE);
    }
    if (send != null && isClosing()) {
      cancelOne(Request.SEND);
    }
  }

  @Override
  void closed() {
    flow.complete(CompletionStatus.ABORTED, 0, LinuxErrors.ECANCELED);
  }
}
