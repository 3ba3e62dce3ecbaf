package io.iocp.completion.uring;

import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import io.iocp.completion.Packet;
import io.iocp.completion.PacketLoop;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.completion.WorkerCounters;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.uring.ring.BufferRing;
import io.iocp.completion.uring.ring.CompletionQueue;
import io.iocp.completion.uring.ring.CqeLayout;
import io.iocp.completion.uring.ring.EventFd;
import io.iocp.completion.uring.ring.LibcCalls;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.RequestSlab;
import io.iocp.completion.uring.ring.Ring;
import io.iocp.completion.uring.ring.SubmissionQueue;
import io.iocp.completion.uring.ring.UserData;
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
  private final RingBufferWaiters waiters;
  // Transmissions that wait for a buffer of the pool.
  private final BufferWaiters transmits;
  private final EventFd eventFd;
  private final PacketLoop packets;
  private final PendingOperations pending = new PendingOperations();
  private final WorkerCounters counters = new WorkerCounters();
  private final SocketTable sockets = new SocketTable();
  private final RequestSlab slab = new RequestSlab(MAXIMUM_REQUEST_SLOTS);

  private final PostedCompletions postedCompletions = new PostedCompletions();
  private final Retries retries = new Retries();
  private final Packet refill;

  private long batchNanos;

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
    this.packets = new PacketLoop(index, this::wake);
    this.waiters = new RingBufferWaiters(buffers);
    this.transmits = new BufferWaiters(options.pool(), this::poolHasBuffers);
    this.refill = Packet.of(this::refill);
    buffers.refill();
    transmits.start();
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return packets.isCurrent();
  }

  @Override
  public long batchNanos() {
    return batchNanos;
  }

  @Override
  public boolean post(Packet packet) {
    return packets.post(packet);
  }

  /** Any thread. */
  private void wake() {
    counters.wakeups.increment();
    eventFd.signal();
  }

  /** Runs the packet at once on the owner thread, else posts it. Any thread. */
  boolean execute(Packet packet) {
    return packets.execute(packet);
  }

  @Override
  public int dequeue(long timeoutNanos) {
    adopt();
    enter(timeoutNanos);
    batchNanos = options.clock().nanoTime();
    counters.batches.increment();
    int dispatched = postedCompletions.run() + dispatchCompletions();
    retries.run(batchNanos);
    int ran = packets.runAll();
    counters.packets.add(ran);
    waiters.feed();
    return dispatched + ran;
  }

  private void adopt() {
    if (!packets.adopt()) {
      return;
    }
    try {
      ring.enable();
    } catch (NativeCallException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    submissions.pollMultishot(eventFd.fd(), POLLIN, WAKE);
  }

  private void enter(long timeoutNanos) {
    long waitNanos = waitNanos(timeoutNanos);
    if (waitNanos > 0 && !packets.fallAsleep()) {
      waitNanos = 0;
    }
    // What is kept aside now comes with this call, as far as there is room.
    if (submissions.completionsOverflow()) {
      counters.overflows.increment();
    }
    counters.systemCalls.increment();
    int errno = waitNanos > 0 ? ring.submitAndWait(waitNanos) : ring.submitAndPoll();
    packets.awaken();
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
    counters.systemCalls.increment();
    return ring.poll();
  }

  private long waitNanos(long timeoutNanos) {
    if (timeoutNanos <= 0 || !postedCompletions.isEmpty() || waiters.hasFresh()) {
      return 0;
    }
    return retries.isEmpty()
        ? timeoutNanos
        : retries.untilNextNanos(options.clock().nanoTime(), timeoutNanos);
  }

  private static void check(int errno) {
    switch (errno) {
      case 0, LinuxErrors.ETIME, LinuxErrors.EINTR, LinuxErrors.EAGAIN, LinuxErrors.EBUSY -> {}
      case LinuxErrors.EBADR ->
          LOGGER.error("io_uring lost completions: the kernel was out of memory");
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
      counters.systemCalls.increment();
      check(relieved(ring.submit()));
      if (!submissions.isFull()) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("the kernel accepts no submissions");
  }

  private int dispatchCompletions() {
    // Those there are now: what handling them completes waits for the next batch.
    int available = completions.available();
    for (int i = 0; i < available; i++) {
      completions.take();
      dispatch(completions.userData(), completions.result(), completions.flags());
    }
    counters.completions.add(available);
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
    counters.lateCompletions.increment();
    if ((flags & CqeLayout.F_BUFFER) != 0) {
      buffers.take(flags >>> CqeLayout.BUFFER_SHIFT).release();
    }
  }

  /** An operation that cannot be submitted completes as aborted, a little later. */
  void refuse(Operation operation) {
    operation.submitted(pending);
    completeLater(operation, CompletionStatus.ABORTED, LinuxErrors.ECANCELED);
  }

  /** An operation in flight that the kernel does not hold completes with the next batch. */
  void completeLater(Operation operation, CompletionStatus status, int nativeCode) {
    completeLater(operation, status, 0, nativeCode);
  }

  /** The same for one that got somewhere. */
  void completeLater(Operation operation, CompletionStatus status, long bytes, int nativeCode) {
    postedCompletions.add(operation, status, bytes, nativeCode);
  }

  PostedCompletions postedCompletions() {
    return postedCompletions;
  }

  /** Any thread. */
  private void poolHasBuffers() {
    post(refill);
  }

  private void refill() {
    buffers.refill();
    transmits.retry();
  }

  /** A buffer of up to that size, or {@code null} when the pool has none at all. */
  @Nullable SharedBuffer tryAcquire(int bytes) {
    SharedBuffer buffer = options.pool().tryAcquire(Math.min(bytes, options.pool().largestBytes()));
    return buffer != null ? buffer : options.pool().tryAcquire(1);
  }

  /** Transmissions that wait for a buffer of the pool. */
  BufferWaiters transmits() {
    return transmits;
  }

  /** Capacity of a buffer of the ring, in bytes. Any thread. */
  int receiveBufferBytes() {
    return options.receiveBufferBytes();
  }

  /** Calls {@link Retries.Retry#retry} when its time has come. */
  void retryLater(Retries.Retry retry) {
    retries.add(retry);
  }

  SocketTable sockets() {
    return sockets;
  }

  BufferRing buffers() {
    return buffers;
  }

  RingBufferWaiters waiters() {
    return waiters;
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

  /**
   * Ends the worker after its loop has ended. With operations in flight the kernel may still write
   * to their memory, so none of it is given back: the caller keeps this worker reachable for good.
   *
   * @return operations in flight
   */
  int shutDown() {
    packets.close();
    transmits.close();
    eventFd.close();
    int inFlight = pending.total();
    if (inFlight == 0) {
      ring.close();
      buffers.close();
    } else {
      sockets.forEach(
          socket -> {
            if (socket.ownsDescriptor()) {
              LibcCalls.close(socket.fd());
            }
          });
      ring.closeDescriptor();
    }
    return inFlight;
  }
}
