package io.iocp.completion.simulated;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import io.iocp.completion.PacketLoop;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.completion.WorkerCounters;
import io.iocp.time.NanoClock;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A worker of the simulated port. What has completed waits here until it dequeues. */
public final class SimulatedWorker implements PortWorker {

  private final int index;
  private final SimulatedNetwork network;
  private final BufferPool pool;
  private final int receiveBufferBytes;
  private final NanoClock clock;
  private final PendingOperations pending = new PendingOperations();
  private final PacketLoop packets;
  private final Packet feedStarved = Packet.of(this::feedStarved);
  private final Runnable poolListener = this::postFeed;

  // Guarded by the network.
  private final ArrayDeque<Runnable> completed = new ArrayDeque<>();
  private final Set<SimulatedChannel> starved = new LinkedHashSet<>();
  private long wakeUpNanos;

  // Only accessed by the thread that dequeues.
  private final ArrayDeque<Runnable> batch = new ArrayDeque<>();
  private long batchNanos;

  // Driven, between two dequeues.
  private volatile boolean away;

  final WorkerCounters counters = new WorkerCounters();

  SimulatedWorker(int index, SimulatedNetwork network, PortOptions options) {
    this.index = index;
    this.network = network;
    this.pool = options.pool();
    this.receiveBufferBytes = options.receiveBufferBytes();
    this.clock = options.clock();
    this.batchNanos = clock.nanoTime();
    this.packets = new PacketLoop(index, this::wake);
    pool.onAvailable(poolListener);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return !away && packets.isCurrent();
  }

  @Override
  public long batchNanos() {
    return batchNanos;
  }

  @Override
  public boolean post(Packet packet) {
    return packets.post(packet);
  }

  private void wake() {
    counters.wakeups.increment();
    synchronized (network) {
      network.notifyAll();
    }
  }

  boolean execute(Packet packet) {
    return isCurrent() ? packets.execute(packet) : post(packet);
  }

  @Override
  public int dequeue(long timeoutNanos) {
    packets.adopt();
    away = false;
    boolean packetsFirst = takeBatch(timeoutNanos);
    counters.batches.increment();
    try {
      int dispatched = batch.size();
      int ran = packetsFirst ? packets.runAll() : 0;
      dispatchBatch();
      ran += packetsFirst ? 0 : packets.runAll();
      counters.completions.add(dispatched);
      counters.packets.add(ran);
      return dispatched + ran;
    } catch (RuntimeException | Error e) {
      network.violated("the worker was hit by " + e);
      throw e;
    } finally {
      putBackWhatIsLeft();
    }
  }

  /** Driven, the thread that was this worker is somebody else until it dequeues again. */
  public void leave() {
    away = true;
  }

  private boolean takeBatch(long timeoutNanos) {
    synchronized (network) {
      if (network.isDriven()) {
        wakeUpNanos = clock.nanoTime() + timeoutNanos;
      } else {
        if (packets.fallAsleep()) {
          network.await(this::hasWork, clock, timeoutNanos);
        }
        packets.awaken();
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
    packets.close();
    pool.removeListener(poolListener);
  }
}
