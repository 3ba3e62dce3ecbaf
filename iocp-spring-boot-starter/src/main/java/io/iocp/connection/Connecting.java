package io.iocp.connection;

import io.iocp.completion.CompletionPort;
import io.iocp.completion.CompletionPort.PendingConnect;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.ConnectOperation;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SocketOptions;
import io.iocp.time.TimerWheel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect, from its request to a registered connection or a named outcome, which is
 * told once.
 *
 * <pre>
 *   begin ──▶ connect in flight ── OK ──▶ registered
 *     │              │     └── other ───▶ over
 *     │              └ given up ▶ cancelled ▶ over
 *     └ given up before ────────────────▶ over
 * </pre>
 *
 * <p>Giving up is asked for on any thread and happens on the worker.
 */
final class Connecting extends ConnectOperation implements ConnectAttempt {

  private final Connections connections;
  private final CompletionPort port;
  private final PortWorker worker;
  private final InetSocketAddress remote;
  private final SocketOptions options;
  private final Duration timeout;
  private final SecurityLayer.@Nullable Factory security;
  private final Supplier<? extends ConnectionHandler> handlers;
  private final BiConsumer<Connecting, ConnectOutcome> ended;
  private final Timeout timer = new Timeout();
  private final Packet step = Packet.of(this::step);
  // Why it was given up, if it was; the first reason counts.
  private final AtomicReference<@Nullable ConnectOutcome> givenUp = new AtomicReference<>();
  // Written by the worker that connects; with a shared port another one may look at it.
  private volatile @Nullable PendingConnect pending;
  // One that was refused before it began is over, and is not counted.
  private volatile boolean begun;
  private volatile boolean over;

  Connecting(
      Connections connections,
      CompletionPort port,
      PortWorker worker,
      InetSocketAddress remote,
      SocketOptions options,
      Duration timeout,
      SecurityLayer.@Nullable Factory security,
      Supplier<? extends ConnectionHandler> handlers,
      BiConsumer<Connecting, ConnectOutcome> ended) {
    this.connections = connections;
    this.port = port;
    this.worker = worker;
    this.remote = remote;
    this.options = options;
    this.timeout = timeout;
    this.security = security;
    this.handlers = handlers;
    this.ended = ended;
  }

  void begin() {
    begun = true;
    if (!worker.post(step)) {
      end(ConnectOutcome.STOPPED);
    }
  }

  @Override
  public void cancel() {
    giveUp(ConnectOutcome.CANCELLED);
  }

  void giveUp(ConnectOutcome why) {
    if (begun && !over && givenUp.compareAndSet(null, why)) {
      worker.post(step);
    }
  }

  private void step() {
    if (over) {
      return;
    }
    ConnectOutcome why = givenUp.get();
    PendingConnect connect = pending;
    if (connect != null) {
      if (why != null) {
        connect.cancel();
      }
    } else if (why != null) {
      end(why);
    } else {
      // A hundred years are for ever, and added to the time of any clock they do not overflow.
      long nanos =
          Math.min(TimeUnit.NANOSECONDS.convert(timeout), ConnectionOptions.LONGEST.toNanos());
      connections.timers().schedule(timer, connections.clock().nanoTime() + nanos);
      pending = port.connect(worker, remote, options, this);
      if (givenUp.get() != null) {
        // Given up in between: whoever did it may have found nothing to cancel.
        worker.post(step);
      }
    }
  }

  @Override
  protected void completed(CompletionStatus status, long bytes, int nativeCode) {
    connections.timers().cancel(timer);
    ConnectOutcome why = givenUp.get();
    if (status != CompletionStatus.OK) {
      end(why != null && status == CompletionStatus.ABORTED ? why : ConnectOutcome.of(status));
    } else if (why != null) {
      over = true;
      connections.reset(channel(), true);
      told(why);
    } else {
      over = true;
      boolean registered = connections.register(channel(), true, security, handlers);
      told(registered ? ConnectOutcome.CONNECTED : ConnectOutcome.FAILED);
    }
  }

  private void end(ConnectOutcome outcome) {
    over = true;
    connections.load().leave(worker.index());
    told(outcome);
  }

  private void told(ConnectOutcome outcome) {
    ended.accept(this, outcome);
  }

  private final class Timeout extends TimerWheel.Timer {

    @Override
    public void fired() {
      giveUp(ConnectOutcome.TIMED_OUT);
    }
  }
}
