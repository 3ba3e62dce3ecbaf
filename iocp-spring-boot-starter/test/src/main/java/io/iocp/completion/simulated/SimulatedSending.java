package io.iocp.completion.simulated;

import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a {@link SimulatedChannel}: one operation at a time, which the kernel takes
 * at once, in parts or never.
 *
 * <p>All state is guarded by the network; operations are called without its monitor.
 */
final class SimulatedSending {

  /** The last step of an operation of the channel; called without the monitor. */
  interface Completion {
    void complete(Operation operation, CompletionStatus status, long bytes, int nativeCode);
  }

  static final int EIO = 5;
  private static final int SEVEN_IN_TEN = 700;

  private final SimulatedNetwork network;
  private final SimulatedWorker worker;
  private final SimulatedSocket socket;
  private final Completion completion;

  private @Nullable Outgoing outgoing;
  private boolean giving;

  SimulatedSending(
      SimulatedNetwork network,
      SimulatedWorker worker,
      SimulatedSocket socket,
      Completion completion) {
    this.network = network;
    this.worker = worker;
    this.socket = socket;
    this.completion = completion;
  }

  /**
   * Begins to send; with the monitor, as all below but {@link #sent}.
   *
   * @param closing whether the channel is being closed
   */
  void start(Outgoing started, boolean closing) {
    outgoing = started;
    network.note("send", socket.id(), started.remaining());
    if (closing) {
      end(started, CompletionStatus.ABORTED, 0);
    } else {
      giveSoon();
    }
  }

  boolean isInFlight() {
    return outgoing != null;
  }

  void giveSoon() {
    if (outgoing != null && !outgoing.hasEnded() && !giving) {
      giving = true;
      network.schedule(network.delayNanos(), this::give);
    }
  }

  /** Ends what is in flight, unless the kernel is faster. */
  void cancel() {
    Outgoing current = outgoing;
    if (current == null || current.hasEnded()) {
      return;
    }
    if (!network.chance(SEVEN_IN_TEN)) {
      give(); // The kernel was faster.
    }
    if (!current.hasEnded()) {
      end(current, CompletionStatus.ABORTED, 0);
    }
  }

  /** The kernel takes what there is room for. */
  private void give() {
    giving = false;
    Outgoing current = outgoing;
    if (current == null || current.hasEnded()) {
      return;
    }
    if (network.chance(network.faults().failedSends())) {
      end(current, CompletionStatus.FAILED, EIO);
      return;
    }
    CompletionStatus broken = socket.broken();
    if (broken != null) {
      end(current, broken, 0);
      return;
    }
    try {
      give(current);
    } catch (IOException e) {
      end(current, CompletionStatus.FAILED, EIO);
    }
  }

  private void give(Outgoing current) throws IOException {
    int most = (int) Math.min(current.remaining(), Math.max(1, socket.room()));
    most = network.some(most, network.faults().shortSends());
    int taken = current.write(socket, most);
    if (taken == SimulatedSocket.BROKEN) {
      end(current, CompletionStatus.FAILED, EIO);
      return;
    }
    current.took(taken);
    network.note("gave", socket.id(), taken);
    if (current.isTruncated()) {
      end(current, CompletionStatus.END_OF_STREAM, 0);
    } else if (current.remaining() == 0 || (taken > 0 && !current.isWhole())) {
      if (current.remaining() > 0) {
        worker.counters.shortSends.increment();
      }
      end(current, CompletionStatus.OK, 0);
    } else if (socket.room() > 0) {
      giveSoon();
    }
  }

  private void end(Outgoing current, CompletionStatus status, int nativeCode) {
    current.end();
    network.schedule(
        network.delayNanos(), () -> worker.completed(() -> sent(current, status, nativeCode)));
  }

  private void sent(Outgoing current, CompletionStatus status, int nativeCode) {
    long bytes = current.takenBytes();
    boolean understated;
    boolean twice;
    synchronized (network) {
      outgoing = null;
      understated = bytes > 1 && network.sabotages(Sabotage.SEND_UNDERSTATED);
      twice = network.sabotages(Sabotage.SEND_HOME_TWICE);
    }
    completion.complete(current.operation(), status, understated ? bytes - 1 : bytes, nativeCode);
    if (twice && !current.operation().inFlight()) {
      current.operation().complete(status, bytes, nativeCode);
    }
  }
}
