package io.iocp.completion.simulated;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import io.iocp.completion.PacketQueue;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.time.NanoClock;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A worker of the simulated port. What has completed waits here until it dequeues. */
public final class SimulatedWorker implements PortWorker {

  private final int index;
  private final SimulatedNetwork network;
  private final BufferPool pool;
  private final int receiveBufferBytes;
  private final NanoClock clock;
  private final PendingOperations pending = new PendingOperations();
  private final PacketQueue packets = new PacketQueue();
  private final Packet feedStarved = Packet.of(this::feedStarved);
  private final Runnable poolListener = this::postFeed;

  // Guarded by the network.
  private final ArrayDeque<Runnable> completed = new ArrayDeque<>();
  private final Set<SimulatedChannel> starved = new LinkedHashSet<>();
  private long wakeUpNanos;

  // Only accessed by the thread that dequeues.
  private final ArrayDeque<Runnable> batch = new ArrayDeque<>();
  private long batchNanos;

  private volatile @Nullable Thread owner;
  private volatile boolean sleeping;
  private volatile boolean shutDown;

  final LongAdder batches = new LongAdder();
  final LongAdder completions = new LongAdder();
  final LongAdder packetsRun = new LongAdder();
  final LongAdder wakeups = new LongAdder();
  final LongAdder shortSends = new LongAdder();
  final LongAdder starvations = new LongAdder();
  final LongAdder lateCompletions = new LongAdder();

  SimulatedWorker(int index, SimulatedNetwork network, PortOptions options) {
    this.index = index;
    this.network = network;
    this.pool = options.pool();
    this.receiveBufferBytes = options.receiveBufferBytes();
    this.clock = options.clock();
    this.batchNanos = clock.nanoTime();
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

  @Override
  public boolean post(Packet packet) {
    if (shutDown) {
      return false;
    }
    // Pushed before `sleeping` is read here, set before the queue is looked into below: one of the
    // two sees the other.
    if (packets.post(packet) && sleeping) {
      wakeups.increment();
      synchronized (network) {
        network.notifyAll();
      }
    }
    return true;
  }

  boolean execute(Packet packet) {
    if (!isCurrent()) {
      return post(packet);
    }
    packets.execute(packet);
    return true;
  }

  @Override
  public int dequeue(long timeoutNanos) {
    claim();
    boolean packetsFirst = takeBatch(timeoutNanos);
    batches.increment();
    try {
      int dispatched = batch.size();
      int ran = packetsFirst ? packets.runAll() : 0;
      dispatchBatch();
      ran += packetsFirst ? 0 : packets.runAll();
      completions.add(dispatched);
      packetsRun.add(ran);
      return dispatched + ran;
    } catch (RuntimeException | Error e) {
      network.violated("the worker was hit by " + e);
      throw e;
    } finally {
      putBackWhatIsLeft();
    }
  }

  private void claim() {
    Thread current = Thread.currentThread();
    if (owner != null && owner != current) {
      throw new IllegalStateException("worker " + index + " belongs to " + owner);
    }
    owner = current;
  }

  /** Driven, the thread that was this worker is somebody else until it dequeues again. */
  public void leave() {
    owner = null;
  }

  private boolean takeBatch(long timeoutNanos) {
    synchronized (network) {
      if (network.isDriven()) {
        wakeUpNanos = clock.nanoTime() + timeoutNanos;
      } else {
        sleeping = true;
        network.await(this::hasWork, clock, timeoutNanos);
        sleeping = false;
      }
      batchNanos = clock.nanoTime();
      int count = network.some(completed.size(), network.faults().cuts());
      for (int i = 0; i < count; i++) {
        batch.add(completed.remove());
      }
      network.note("batch of worker", index, count);
      return network.chance(500);
    }
  }

  private void dispatchBatch() {
    Runnable next = batch.poll();
    while (next != null) {
      next.run();
      next = batch.poll();
    }
  }

  private void putBackWhatIsLeft() {
    synchronized (network) {
      while (!batch.isEmpty()) {
        completed.addFirst(batch.removeLast());
      }
    }
  }

  /** Whether a dequeue would find something; driven, or by the worker itself. */
  public boolean hasWork() {
    return !completed.isEmpty() || !packets.isEmpty();
  }

  /** Driven: when it would have returned from its last dequeue though there was nothing. */
  public long wakeUpNanos() {
    return wakeUpNanos;
  }

  /** Queues a completion; with the network's monitor. */
  void completed(Runnable dispatch) {
    completed.add(dispatch);
    if (!network.isDriven()) {
      network.notifyAll();
    }
  }

  PendingOperations pending() {
    return pending;
  }

  int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  // --- buffers

  @Nullable SharedBuffer tryAcquire() {
    return pool.tryAcquire(receiveBufferBytes);
  }

  /** The channel goes on when the pool has a buffer again; with the network's monitor. */
  void starve(SimulatedChannel channel) {
    starved.add(channel);
  }

  void unstarve(SimulatedChannel channel) {
    starved.remove(channel);
  }

  private void postFeed() {
    post(feedStarved);
  }

  private void feedStarved() {
    synchronized (network) {
      List<SimulatedChannel> waiting = List.copyOf(starved);
      starved.clear();
      waiting.forEach(SimulatedChannel::fed);
    }
  }

  void shutDown() {
    shutDown = true;
    pool.removeListener(poolListener);
  }
}
