package io.iocp.completion.simulated;

import io.iocp.completion.CompletionStatus;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated TCP connection: never blocks, takes what there is room for, gives what has
 * arrived.
 *
 * <pre>
 *   write ──▶ outgoing ──wire: delayed, cut──▶ the peer's incoming ──▶ read
 * </pre>
 */
public final class SimulatedSocket {

  /** Answer of {@link #read} when the peer has finished. */
  public static final int END = -1;

  /** Answer of {@link #read} and {@link #write} when the connection is broken. */
  public static final int BROKEN = -2;

  /** Of a link that takes what it is given. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  // A link of a certain rate carries what it does in steps of this.
  private static final long PACE_NANOS = 10_000_000;
  private static final int PACES_A_SECOND = 100;

  // After so long without an acknowledgement a system gives up.
  private static final long TIMEOUT_NANOS = 20_000_000_000L;

  private final SimulatedNetwork network;
  private final int id;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final ByteQueue outgoing;
  private final ByteQueue incoming;
  private SimulatedSocket peer;
  private Runnable changed = () -> {};
  private boolean moving;
  private boolean finWanted;
  private boolean finSent;
  private boolean finReceived;
  private boolean closed;
  // Nothing gets through in either direction.
  private boolean cut;
  private @Nullable CompletionStatus broken;
  private long bytesPerSecond = UNLIMITED;
  private int unsentLimit = Integer.MAX_VALUE;

  SimulatedSocket(
      SimulatedNetwork network, int id, InetSocketAddress local, InetSocketAddress remote) {
    this.network = network;
    this.id = id;
    this.local = local;
    this.remote = remote;
    this.outgoing = new ByteQueue(network.faults().sendBytes());
    this.incoming = new ByteQueue(network.faults().receiveBytes());
    this.peer = this;
  }

  void wireTo(SimulatedSocket other) {
    peer = other;
    other.peer = this;
  }

  /** Unique in the network. */
  public int id() {
    return id;
  }

  public InetSocketAddress localAddress() {
    return local;
  }

  InetSocketAddress remoteAddress() {
    return remote;
  }

  /**
   * Has that called whenever reading or writing may have become possible; not a handler's place.
   */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  // --- receiving

  /** Whether {@link #read} answers anything but 0. */
  public boolean isReadable() {
    return !incoming.isEmpty() || finReceived || broken != null;
  }

  /** Bytes that have arrived. */
  public int available() {
    return incoming.size();
  }

  /** How the connection was lost, if it did. */
  public @Nullable CompletionStatus broken() {
    return broken;
  }

  /** Reads up to that many bytes; 0 when there are none yet. */
  public int read(ByteBuffer target, int most) {
    int count = Math.min(Math.min(most, target.remaining()), incoming.size());
    if (count > 0) {
      incoming.take(target, count);
      peer.pump();
      return count;
    }
    if (broken != null) {
      return BROKEN;
    }
    return finReceived ? END : 0;
  }

  // --- sending

  /** Room for bytes to send. */
  public int room() {
    return Math.max(0, Math.min(outgoing.free(), unsentLimit - outgoing.size()));
  }

  /** Bytes taken that have not gone out. */
  int unsent() {
    return outgoing.size();
  }

  /** Takes no more than that of what has not gone out. */
  void limitUnsent(int bytes) {
    unsentLimit = network.ignoresLimits() ? Integer.MAX_VALUE : bytes;
  }

  /** Takes up to that many bytes; 0 when there is no room. */
  public int write(ByteBuffer source, int most) {
    if (broken != null || closed || finWanted) {
      return BROKEN;
    }
    int count = Math.min(Math.min(most, source.remaining()), room());
    if (count > 0) {
      outgoing.put(source, count);
      if (network.sabotages(Sabotage.BYTE_CHANGED)) {
        outgoing.damage();
      }
      if (cut) {
        expectTimeout();
      }
      pump();
    }
    return count;
  }

  /** Sends FIN after what was written. */
  public void shutdownOutput() {
    finWanted = true;
    pump();
  }

  // --- the wire

  private void pump() {
    if (moving || cut || broken != null || bytesPerSecond == 0) {
      return;
    }
    boolean bytes = !outgoing.isEmpty() && (peer.isGone() || peer.incoming.free() > 0);
    boolean fin = outgoing.isEmpty() && finWanted && !finSent;
    if (bytes || fin) {
      moving = true;
      network.schedule(bytesPerSecond == UNLIMITED ? network.delayNanos() : PACE_NANOS, this::move);
    }
  }

  private void move() {
    moving = false;
    if (cut || broken != null) {
      return;
    }
    if (!outgoing.isEmpty() && peer.isGone()) {
      network.note("nobody reads", id, outgoing.size());
      breakWith(CompletionStatus.RESET);
      return;
    }
    int most = Math.min(outgoing.size(), peer.incoming.free());
    if (bytesPerSecond != UNLIMITED) {
      most = (int) Math.min(most, bytesPerSecond / PACES_A_SECOND);
    }
    if (most > 0) {
      outgoing.moveTo(peer.incoming, network.some(most, network.faults().cuts()));
      network.note("moved", id, peer.incoming.size());
      peer.changed.run();
      changed.run();
    }
    if (outgoing.isEmpty() && finWanted && !finSent) {
      finSent = true;
      peer.finReceived = true;
      network.note("fin", id, 0);
      peer.changed.run();
    }
    pump();
  }

  boolean isClosed() {
    return closed;
  }

  private boolean isGone() {
    return closed || broken != null;
  }

  /**
   * Has the link carry no more than that to the peer from now on.
   *
   * @param limit bytes a second, at least 100; {@link #UNLIMITED}, or 0 for a link that stalls
   */
  public void limit(long limit) {
    network.note("limited", id, limit);
    bytesPerSecond = limit;
    pump();
  }

  /** The cable is unplugged. */
  public void cut() {
    network.note("cut", id, 0);
    cut = true;
    peer.cut = true;
    expectTimeout();
    peer.expectTimeout();
  }

  /** The cable is plugged in again. */
  public void heal() {
    network.note("healed", id, 0);
    cut = false;
    peer.cut = false;
    pump();
    peer.pump();
  }

  private void expectTimeout() {
    network.schedule(
        TIMEOUT_NANOS,
        () -> {
          if (cut && !outgoing.isEmpty()) {
            breakWith(CompletionStatus.TIMED_OUT);
          }
        });
  }

  // --- ending

  /** Closes with RST. */
  public void reset() {
    if (closed) {
      return;
    }
    closed = true;
    changed = () -> {};
    outgoing.clear();
    incoming.clear();
    network.note("reset", id, 0);
    network.schedule(
        network.delayNanos(),
        () -> {
          if (!cut) {
            peer.breakWith(CompletionStatus.RESET);
          }
        });
  }

  /** Closes: what was written is still delivered, then FIN; with RST if something is unread. */
  public void close() {
    if (closed) {
      return;
    }
    if (!incoming.isEmpty()) {
      reset();
      return;
    }
    closed = true;
    changed = () -> {};
    network.note("closed", id, outgoing.size());
    shutdownOutput();
  }

  private void breakWith(CompletionStatus status) {
    if (broken != null) {
      return;
    }
    broken = status;
    outgoing.clear();
    if (network.chance(500)) {
      incoming.clear();
    }
    network.note("broken", id, status.ordinal());
    changed.run();
  }
}
