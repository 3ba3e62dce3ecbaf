package io.iocp.completion.nio;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import io.iocp.completion.PacketQueue;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SendOperation;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
  private final PacketQueue packets = new PacketQueue();
  private final ByteBuffer[] gather = new ByteBuffer[SendOperation.MAXIMUM_BUFFERS];

  // Finished operations, in the order in which they finished. Bounded by the operations in flight.
  private final ArrayDeque<FailedSubmission> finished = new ArrayDeque<>();
  // Close operations of sockets whose keys the next selection takes out; only then does the
  // selector let go of the descriptors. Bounded by the sockets.
  private final ArrayDeque<FailedSubmission> closing = new ArrayDeque<>();
  // Sockets with data waiting and no buffer for it, in the order in which they were refused.
  private final Set<Starving> starved = new LinkedHashSet<>();
  private final Packet feedStarved = Packet.of(this::feedStarved);
  private final Runnable poolListener;
  // Listeners that wait before they accept again.
  private final List<NioListener> resting = new ArrayList<>();

  private volatile @Nullable Thread owner;
  private volatile boolean sleeping;
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
    this.poolListener = () -> post(feedStarved);
    pool.onAvailable(poolListener);
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

  /** Any thread. */
  @Override
  public boolean post(Packet packet) {
    if (shutDown) {
      return false;
    }
    // Pushing before reading `sleeping` here, setting it before looking into the queue in
    // `dequeue`: one of the two sees the other.
    if (packets.post(packet) && sleeping) {
      counters.wakeups.increment();
      selector.wakeup();
    }
    return true;
  }

  @Override
  public int dequeue(long timeoutNanos) {
    claim();
    awake = false;
    dispatched = 0;
    int deregistering = closing.size();
    select(finished.isEmpty() && deregistering == 0 ? untilNextAccept(timeoutNanos) : 0);
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
    int homecomings = finished.size();
    for (int i = 0; i < homecomings; i++) {
      finished.remove().dispatch();
    }
    dispatched += homecomings;
    counters.completions.add(dispatched);
    return packetsRun + dispatched;
  }

  private void claim() {
    Thread current = Thread.currentThread();
    if (owner != current) {
      if (owner != null) {
        throw new IllegalStateException("worker " + index + " belongs to " + owner);
      }
      owner = current;
    }
  }

  private void select(long timeoutNanos) {
    counters.systemCalls.increment();
    // A handler that leaves the thread interrupted would have every selection return at once.
    Thread.interrupted();
    try {
      if (timeoutNanos > 0) {
        sleeping = true;
        if (packets.isEmpty()) {
          // Rounded up: 0 would be for ever, and less than the rest would spin.
          selector.select(readyAction, (timeoutNanos - 1) / NANOS_PER_MILLI + 1);
          return;
        }
      }
      selector.selectNow(readyAction);
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
    sleeping = false;
    batchNanos = clock.nanoTime();
  }

  // --- for the sockets of this worker

  /** Runs the packet at once on this worker's thread, else posts it. Any thread. */
  boolean execute(Packet packet) {
    if (!isCurrent()) {
      return post(packet);
    }
    packets.execute(packet);
    return true;
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

  /** The operation goes home in its turn. */
  void finish(FailedSubmission homecoming) {
    finished.add(homecoming);
  }

  /** The operation goes home after the selector has let go of the sockets closed so far. */
  void finishAfterDeregistration(FailedSubmission homecoming) {
    closing.add(homecoming);
  }

  /** Something was handed up that is no homecoming: a piece of a stream, a socket. */
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

  /** The socket is served again when the pool has a buffer, after those that wait already. */
  void starve(Starving socket) {
    starved.add(socket);
  }

  /** The socket waits for no buffer any more. */
  void unstarve(Starving socket) {
    starved.remove(socket);
  }

  /**
   * One buffer that comes back must not wake them all: they are fed in turn while there are any.
   */
  private void feedStarved() {
    List<Starving> waiting = List.copyOf(starved);
    for (Starving socket : waiting) {
      if (starved.contains(socket) && !socket.feed()) {
        return;
      }
    }
  }

  /** The listener is {@linkplain NioListener#endRest() resumed} at that time. */
  void rest(NioListener listener) {
    resting.add(listener);
  }

  private long untilNextAccept(long timeoutNanos) {
    long soonest = timeoutNanos;
    for (NioListener listener : resting) {
      soonest = Math.min(soonest, Math.max(0, listener.restEndsNanos() - clock.nanoTime()));
    }
    return soonest;
  }

  private void endRests() {
    for (Iterator<NioListener> all = resting.iterator(); all.hasNext(); ) {
      NioListener listener = all.next();
      if (listener.restEndsNanos() - batchNanos <= 0) {
        all.remove();
        listener.endRest();
      }
    }
  }

  /** After the loop has ended; any thread. */
  void shutDown() {
    if (shutDown) {
      return;
    }
    shutDown = true;
    pool.removeListener(poolListener);
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      LOG.warn("closing worker {} failed", index, e);
    }
  }
}
