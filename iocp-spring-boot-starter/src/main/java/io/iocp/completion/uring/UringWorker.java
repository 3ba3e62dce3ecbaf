package io.iocp.completion.uring;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import io.iocp.completion.Packet;
import io.iocp.completion.PacketQueue;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.completion.uring.WorkerCounters.Counter;
import io.iocp.completion.uring.ring.BufferRing;
import io.iocp.completion.uring.ring.CompletionQueue;
import io.iocp.completion.uring.ring.CqeLayout;
import io.iocp.completion.uring.ring.EventFd;
import io.iocp.completion.uring.ring.LibcCalls;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.RequestSlab;
import io.iocp.completion.uring.ring.Ring;
import io.iocp.completion.uring.ring.SubmissionQueue;
import io.iocp.completion.uring.ring.UserData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ring and the loop around it. Requests are prepared while a batch of completions is dispatched
 * and go to the kernel in the one system call that waits for the next batch.
 *
 * <p>Everything is for the owner thread only, except where it says otherwise.
 */
final class UringWorker implements PortWorker {

  private static final Logger LOGGER = LoggerFactory.getLogger(UringWorker.class);

  /** Room for a fan-out to that many sockets in one system call; more are handed over in parts. */
  static final int SUBMISSION_ENTRIES = 1024;

  /** Larger than the submission queue: multishot requests complete many times. */
  static final int COMPLETION_ENTRIES = 8192;

  /** Gather sends and connects in flight at once; beyond, sends go buffer by buffer. */
  private static final int MAXIMUM_REQUEST_SLOTS = 16_384;

  // <poll.h>
  private static final int POLLIN = 1;

  private static final long WAKE = UserData.of(Request.WAKE, 0, 0);
  private static final int MAXIMUM_SUBMIT_ATTEMPTS = 1000;

  private final int index;
  private final PortOptions options;
  private final Ring ring;
  private final SubmissionQueue submissions;
  private final CompletionQueue completions;
  private final BufferRing buffers;
  private final HungrySockets hungry;
  private final EventFd eventFd;
  private final PacketQueue packets = new PacketQueue();
  private final PendingOperations pending = new PendingOperations();
  private final WorkerCounters counters = new WorkerCounters();
  private final SocketTable sockets = new SocketTable();
  private final RequestSlab slab = new RequestSlab(MAXIMUM_REQUEST_SLOTS);

  // Operations that never reached the kernel, on their way home. Bounded by the operations.
  private final ArrayDeque<Homecoming> homecomings = new ArrayDeque<>();
  // Transmissions that wait for a buffer, in the order in which they were refused.
  private final ArrayDeque<UringTransmit> refused = new ArrayDeque<>();
  private final List<Retry> retries = new ArrayList<>();
  private final Packet refill;
  private final Runnable availabilityListener = this::poolHasBuffers;

  private long batchNanos;

  // Written by the owner once, read by any thread.
  private volatile @Nullable Thread owner;
  // Whether a post must signal. Written by the owner, taken back by whoever signals.
  private volatile boolean sleeping;
  private volatile boolean closed;

  /** An operation with the way it ended. */
  private record Homecoming(
      Operation operation, CompletionStatus status, long bytes, int nativeCode) {}

  /** Something that failed and is tried again when its time has come. */
  interface Retry {

    long retryAtNanos();

    void retry();
  }

  UringWorker(int index, PortOptions options) throws NativeCallException {
    this.index = index;
    this.options = options;
    this.batchNanos = options.clock().nanoTime();
    this.ring = Ring.open(SUBMISSION_ENTRIES, COMPLETION_ENTRIES);
    this.submissions = ring.submissions();
    this.completions = ring.completions();
    BufferRing openedBuffers = null;
    try {
      openedBuffers =
          new BufferRing(
              options.pool(), options.receiveBufferBytes(), options.receiveBuffersPerWorker());
      ring.registerBufferRing(openedBuffers.address(), openedBuffers.entries());
      this.eventFd = new EventFd();
    } catch (NativeCallException e) {
      ring.close();
      if (openedBuffers != null) {
        openedBuffers.close();
      }
      throw e;
    }
    this.buffers = openedBuffers;
    this.hungry = new HungrySockets(buffers);
    this.refill = Packet.of(this::refill);
    buffers.refill();
    options.pool().onAvailable(availabilityListener);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == owner;
  }

  @Override
  public long batchNanos() {
    return batchNanos;
  }

  @Override
  public boolean post(Packet packet) {
    if (closed) {
      return false;
    }
    packets.post(packet);
    // The packet is in the queue before this is read, and the owner says that it sleeps before it
    // looks at the queue: one of the two sees the other.
    if (sleeping && !isCurrent()) {
      sleeping = false;
      eventFd.signal();
    }
    return true;
  }

  /** Runs the packet at once on the owner thread, else posts it. Any thread. */
  boolean execute(Packet packet) {
    if (!isCurrent()) {
      return post(packet);
    }
    packets.execute(packet);
    return true;
  }

  @Override
  public int dequeue(long timeoutNanos) {
    adopt();
    enter(timeoutNanos);
    batchNanos = options.clock().nanoTime();
    counters.increment(Counter.BATCHES);
    int dispatched = bringHome() + dispatchCompletions();
    retryWhatIsDue();
    int ran = packets.runAll();
    counters.add(Counter.PACKETS, ran);
    hungry.feed();
    return dispatched + ran;
  }

  private void adopt() {
    Thread current = Thread.currentThread();
    if (owner == current) {
      return;
    }
    if (owner != null) {
      throw new IllegalStateException("worker " + index + " belongs to " + owner);
    }
    try {
      ring.enable();
    } catch (NativeCallException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    owner = current;
    submissions.pollMultishot(eventFd.fd(), POLLIN, WAKE);
  }

  private void enter(long timeoutNanos) {
    long waitNanos = waitNanos(timeoutNanos);
    if (waitNanos > 0) {
      sleeping = true;
      if (!packets.isEmpty()) {
        waitNanos = 0;
      }
    }
    // What is kept aside now comes with this call, as far as there is room.
    if (submissions.completionsOverflow()) {
      counters.increment(Counter.OVERFLOWS);
    }
    counters.increment(Counter.SYSTEM_CALLS);
    int errno = waitNanos > 0 ? ring.submitAndWait(waitNanos) : ring.submitAndPoll();
    sleeping = false;
    check(relieved(errno));
  }

  /**
   * A kernel that has no memory for new requests returns before it looks at the old ones. Their
   * completion is what gives it some.
   */
  private int relieved(int errno) {
    if (errno != LinuxErrors.EAGAIN && errno != LinuxErrors.EBUSY) {
      return errno;
    }
    counters.increment(Counter.SYSTEM_CALLS);
    return ring.poll();
  }

  private long waitNanos(long timeoutNanos) {
    if (timeoutNanos <= 0 || !homecomings.isEmpty() || hungry.hasFresh()) {
      return 0;
    }
    long waitNanos = timeoutNanos;
    if (!retries.isEmpty()) {
      long now = options.clock().nanoTime();
      for (Retry retry : retries) {
        waitNanos = Math.min(waitNanos, Math.max(0, retry.retryAtNanos() - now));
      }
    }
    return waitNanos;
  }

  private static void check(int errno) {
    switch (errno) {
      case 0, LinuxErrors.ETIME, LinuxErrors.EINTR, LinuxErrors.EAGAIN, LinuxErrors.EBUSY -> {}
      case LinuxErrors.EBADR ->
          LOGGER.error("io_uring lost completions: the kernel had no memory to keep them");
      default ->
          throw new IllegalStateException("io_uring_enter failed: " + LinuxErrors.describe(errno));
    }
  }

  /** The submission queue, with room for one entry at least. */
  SubmissionQueue submissions() {
    if (submissions.isFull()) {
      makeRoom();
    }
    return submissions;
  }

  private void makeRoom() {
    for (int attempt = 0; attempt < MAXIMUM_SUBMIT_ATTEMPTS; attempt++) {
      counters.increment(Counter.SYSTEM_CALLS);
      check(relieved(ring.submit()));
      if (!submissions.isFull()) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("the kernel takes no submissions");
  }

  private int dispatchCompletions() {
    // Those there are now: what handling them completes waits for the next batch.
    int available = completions.available();
    for (int i = 0; i < available; i++) {
      completions.take();
      dispatch(completions.userData(), completions.result(), completions.flags());
    }
    counters.add(Counter.COMPLETIONS, available);
    return available;
  }

  private void dispatch(long userData, int result, int flags) {
    Request request = UserData.request(userData);
    if (request == Request.WAKE) {
      if ((flags & CqeLayout.F_MORE) == 0) {
        submissions().pollMultishot(eventFd.fd(), POLLIN, WAKE);
      }
      return;
    }
    RingSocket socket = sockets.find(userData);
    if (socket != null) {
      socket.dispatch(request, result, flags);
      return;
    }
    counters.increment(Counter.LATE_COMPLETIONS);
    if ((flags & CqeLayout.F_BUFFER) != 0) {
      buffers.take(flags >>> CqeLayout.BUFFER_SHIFT).release();
    }
  }

  /** An operation that is at home cannot be submitted: it comes home aborted, a little later. */
  void refuse(Operation operation) {
    operation.submitted(pending);
    bringHomeLater(operation, CompletionStatus.ABORTED, LinuxErrors.ECANCELED);
  }

  /** An operation in flight that the kernel does not hold comes home with the next batch. */
  void bringHomeLater(Operation operation, CompletionStatus status, int nativeCode) {
    bringHomeLater(operation, status, 0, nativeCode);
  }

  /** The same for one that got somewhere. */
  void bringHomeLater(Operation operation, CompletionStatus status, long bytes, int nativeCode) {
    homecomings.add(new Homecoming(operation, status, bytes, nativeCode));
  }

  /** Completes the operations that wait for it now. */
  int bringHome() {
    int count = homecomings.size();
    for (int i = 0; i < count; i++) {
      Homecoming homecoming = homecomings.remove();
      homecoming
          .operation()
          .complete(homecoming.status(), homecoming.bytes(), homecoming.nativeCode());
    }
    return count;
  }

  /** Any thread. */
  private void poolHasBuffers() {
    post(refill);
  }

  private void refill() {
    buffers.refill();
    while (!refused.isEmpty() && refused.getFirst().acquire()) {
      refused.removeFirst().read();
    }
  }

  /** A buffer of up to that size, or {@code null} when the pool has none at all. */
  @Nullable SharedBuffer tryAcquire(int bytes) {
    SharedBuffer buffer = options.pool().tryAcquire(Math.min(bytes, options.pool().largestBytes()));
    return buffer != null ? buffer : options.pool().tryAcquire(1);
  }

  /** The pool has refused a buffer: the transmission goes on when there is one again. */
  void waitForBuffer(UringTransmit transmit) {
    refused.add(transmit);
  }

  /** The transmission was called off. */
  void stopWaiting(UringTransmit transmit) {
    refused.remove(transmit);
  }

  /** Capacity of a buffer of the ring, in bytes. Any thread. */
  int receiveBufferBytes() {
    return options.receiveBufferBytes();
  }

  /** Calls {@link Retry#retry} when its time has come. */
  void retryLater(Retry retry) {
    retries.add(retry);
  }

  private void retryWhatIsDue() {
    for (int i = retries.size() - 1; i >= 0; i--) {
      Retry retry = retries.get(i);
      if (retry.retryAtNanos() - batchNanos <= 0) {
        retries.remove(i);
        retry.retry();
      }
    }
  }

  SocketTable sockets() {
    return sockets;
  }

  BufferRing buffers() {
    return buffers;
  }

  HungrySockets hungry() {
    return hungry;
  }

  RequestSlab slab() {
    return slab;
  }

  /** Read by any thread. */
  PendingOperations pending() {
    return pending;
  }

  /** Read by any thread. */
  WorkerCounters counters() {
    return counters;
  }

  /** Times the worker was woken. Any thread. */
  long wakeups() {
    return eventFd.signals();
  }

  /**
   * Ends the worker after its loop has ended. With operations in flight the kernel may still write
   * to their memory, so none of it is given back: the caller keeps this worker reachable for good.
   *
   * @return operations in flight
   */
  int shutDown() {
    closed = true;
    options.pool().removeListener(availabilityListener);
    eventFd.close();
    int inFlight = pending.total();
    if (inFlight == 0) {
      ring.close();
      buffers.close();
    } else {
      sockets.forEach(socket -> LibcCalls.close(socket.fd()));
      ring.closeDescriptor();
    }
    return inFlight;
  }
}
