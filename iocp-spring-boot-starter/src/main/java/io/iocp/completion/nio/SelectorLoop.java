package io.iocp.completion.nio;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import io.iocp.completion.PacketLoop;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SendOperation;
import io.iocp.completion.WorkerCounters;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: waits on its selector, lets ready sockets do their I/O, runs packets, and brings
 * finished operations home. Except where a method says otherwise, only its own thread may call.
 */
final class SelectorLoop implements PortWorker {

  private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final int index;
  private final NanoClock clock;
  private final BufferPool pool;
  private final int receiveBufferBytes;
  private final Selector selector;
  private final Consumer<SelectionKey> readyAction = this::ready;
  private final PendingOperations pending = new PendingOperations();
  private final WorkerCounters counters = new WorkerCounters();
  private final PacketLoop packets;
  private final ByteBuffer[] gather = new ByteBuffer[SendOperation.MAXIMUM_BUFFERS];

  // Finished operations, in the order in which they finished. Bounded by the operations in flight.
  private final ArrayDeque<PostedCompletion> finished = new ArrayDeque<>();
  // Close operations of sockets whose keys the next selection takes out; only then does the
  // selector let go of the descriptors. Bounded by the sockets.
  private final ArrayDeque<PostedCompletion> closing = new ArrayDeque<>();
  // Sockets with data waiting and no buffer for it.
  private final BufferWaiters waiters;
  private final Packet retryWaiters;
  // Sockets that wait before they try again what failed.
  private final List<Resting> resting = new ArrayList<>();

  private volatile boolean shutDown;
  private long batchNanos;
  // The current batch: whether it has begun, and what was dispatched in it.
  private boolean awake;
  private int dispatched;

  SelectorLoop(int index, PortOptions options) throws IOException {
    this.index = index;
    this.clock = options.clock();
    this.pool = options.pool();
    this.receiveBufferBytes = options.receiveBufferBytes();
    this.selector = Selector.open();
    this.batchNanos = clock.nanoTime();
    this.packets = new PacketLoop(index, this::wake);
    this.waiters = new BufferWaiters(pool, this::poolHasBuffers);
    this.retryWaiters = Packet.of(waiters::retry);
    waiters.start();
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

  /** Any thread. */
  @Override
  public boolean post(Packet packet) {
    return packets.post(packet);
  }

  /** Any thread. */
  private void wake() {
    counters.wakeups.increment();
    selector.wakeup();
  }

  /** Any thread. */
  private void poolHasBuffers() {
    post(retryWaiters);
  }

  @Override
  public int dequeue(long timeoutNanos) {
    packets.adopt();
    awake = false;
    dispatched = 0;
    int deregistering = closing.size();
    select(finished.isEmpty() && deregistering == 0 ? untilNextRestEnds(timeoutNanos) : 0);
    if (!awake) {
      beginBatch();
    }
    counters.batches.increment();
    endRests();
    int packetsRun = packets.runAll();
    counters.packets.add(packetsRun);
    for (int i = 0; i < deregistering; i++) {
      finished.add(closing.remove());
    }
    // Only those that are here now: what they start and finish at once must not keep the loop from
    // the other sockets.
    int count = finished.size();
    for (int i = 0; i < count; i++) {
      finished.remove().dispatch();
    }
    dispatched += count;
    counters.completions.add(dispatched);
    return packetsRun + dispatched;
  }

  private void select(long timeoutNanos) {
    counters.systemCalls.increment();
    // A handler that leaves the thread interrupted would have every selection return at once.
    Thread.interrupted();
    try {
      if (timeoutNanos > 0 && packets.fallAsleep()) {
        // Rounded up: 0 would be for ever, and less than the rest would spin.
        selector.select(readyAction, (timeoutNanos - 1) / NANOS_PER_MILLI + 1);
      } else {
        selector.selectNow(readyAction);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("select on worker " + index + " failed", e);
    }
  }

  private void ready(SelectionKey key) {
    if (!awake) {
      beginBatch();
    }
    if (key.isValid()) {
      ((ReadyHandler) key.attachment()).ready(key.readyOps());
    }
  }

  private void beginBatch() {
    awake = true;
    packets.awaken();
    batchNanos = clock.nanoTime();
  }

  // --- for the sockets of this worker

  /** Runs the packet at once on this worker's thread, else posts it. Any thread. */
  boolean execute(Packet packet) {
    return packets.execute(packet);
  }

  /** Any thread. */
  PendingOperations pending() {
    return pending;
  }

  /** Any thread. */
  WorkerCounters counters() {
    return counters;
  }

  SelectionKey register(SelectableChannel socket, int interestOps, ReadyHandler handler)
      throws IOException {
    return socket.register(selector, interestOps, handler);
  }

  /** The operation completes in its turn. */
  void finish(PostedCompletion completion) {
    finished.add(completion);
  }

  /** The operation completes after the selector has let go of the sockets closed so far. */
  void finishAfterDeregistration(PostedCompletion completion) {
    closing.add(completion);
  }

  /** Something was handed up that is no completion: a piece of a stream, a socket. */
  void handedUp() {
    dispatched++;
  }

  /** Capacity of a receive buffer in bytes. Any thread. */
  int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  /** An empty receive buffer, ready to be read into, or {@code null} when the pool refuses. */
  @Nullable SharedBuffer tryAcquire() {
    SharedBuffer buffer = pool.tryAcquire(receiveBufferBytes);
    if (buffer != null) {
      buffer.memory().limit(receiveBufferBytes);
    }
    return buffer;
  }

  /** Scratch space for one gather write. */
  ByteBuffer[] gather() {
    return gather;
  }

  /** Sockets that are served again when the pool has a buffer. */
  BufferWaiters waiters() {
    return waiters;
  }

  /**
   * A socket of which an operation has failed that is likely to fail again at once: it waits, for
   * else the selector would spin.
   */
  interface Resting {

    /** How long a socket waits. */
    long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** When it has waited long enough. */
    long restEndsNanos();

    /** It may try again, unless it has been closed. */
    void endRest();
  }

  /** The socket {@linkplain Resting#endRest() tries again} at its time. */
  void rest(Resting socket) {
    resting.add(socket);
  }

  private long untilNextRestEnds(long timeoutNanos) {
    long soonest = timeoutNanos;
    for (Resting socket : resting) {
      soonest = Math.min(soonest, Math.max(0, socket.restEndsNanos() - clock.nanoTime()));
    }
    return soonest;
  }

  private void endRests() {
    for (Iterator<Resting> all = resting.iterator(); all.hasNext(); ) {
      Resting socket = all.next();
      if (socket.restEndsNanos() - batchNanos <= 0) {
        all.remove();
        socket.endRest();
      }
    }
  }

  /** After the loop has ended; any thread. */
  void shutDown() {
    if (shutDown) {
      return;
    }
    shutDown = true;
    packets.close();
    waiters.close();
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      LOG.warn("Closing the selector of worker {} failed", index, e);
    }
  }
}
