package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.OperationKind;
import io.iocp.completion.PortFile;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.SendOperation;
import io.iocp.completion.TransmitFileOperation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the port works on for one connection: its operations, and the ring of buffers that they send
 * from. It is the connection's from {@link #begin} to {@link #end}, after its close has come home,
 * which is the last of its operations; then it may be another's.
 *
 * <p>That is safe because nobody outside reaches it: other threads and handlers know the {@link
 * Connection}, which is never used again, and whose serial context alone touches this.
 */
final class ConnectionContext {

  /** Of all connections that are gone: nothing of it is ever in flight. */
  static final ConnectionContext GONE = new ConnectionContext();

  // A file goes out in ranges of this size, so that progress is seen with a slow peer.
  private static final long MAXIMUM_RANGE_BYTES = 1 << 20;

  private final SendRing ring = new SendRing();
  private final Receiving receiving = new Receiving();
  private final Sending sending = new Sending();
  private final Closing closing = new Closing();
  // Made for the first file; most contexts never send one.
  private @Nullable Transmitting transmitting;
  private @Nullable Connection owner;

  /** From now on the operations tell this connection. */
  void begin(Connection connection) {
    owner = connection;
  }

  /** The connection is gone. */
  void end() {
    owner = null;
  }

  /** Whether it could be another's: it is nobody's, no operation is in flight, no buffer held. */
  boolean isFree() {
    return owner == null
        && ring.size() == 0
        && !receiving.inFlight()
        && !isSending()
        && !closing.inFlight();
  }

  SendRing ring() {
    return ring;
  }

  ReceiveFlow receiving() {
    return receiving;
  }

  SendOperation sending() {
    return sending;
  }

  CloseOperation closing() {
    return closing;
  }

  TransmitFileOperation transmitting() {
    if (transmitting == null) {
      transmitting = new Transmitting();
    }
    return transmitting;
  }

  /** Whether a send or a range of a file is in flight. */
  boolean isSending() {
    return sending.inFlight() || isTransmitting();
  }

  private boolean isTransmitting() {
    return transmitting != null && transmitting.inFlight();
  }

  /** Operations in flight by kind. Any thread, for figures. */
  Map<OperationKind, Integer> pending() {
    Map<OperationKind, Integer> pending = new EnumMap<>(OperationKind.class);
    pending.put(OperationKind.RECEIVE, receiving.inFlight() ? 1 : 0);
    pending.put(OperationKind.SEND, sending.inFlight() ? 1 : 0);
    pending.put(OperationKind.TRANSMIT_FILE, isTransmitting() ? 1 : 0);
    pending.put(OperationKind.CLOSE, closing.inFlight() ? 1 : 0);
    return pending;
  }

  /** Bytes of the file's next range. */
  static long rangeBytes(OutboundFile file) {
    return Math.min(file.remainingBytes(), MAXIMUM_RANGE_BYTES);
  }

  private Connection owner() {
    return Objects.requireNonNull(owner, "an operation came home to nobody");
  }

  private final class Receiving extends ReceiveFlow {

    @Override
    protected void received(SharedBuffer buffer) {
      owner().received(buffer);
    }

    @Override
    protected void starved() {
      owner().receiveStarved();
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      owner().receiveEnded(status);
    }
  }

  private final class Sending extends SendOperation {

    @Override
    public int count() {
      return owner().outgoing().queue().inFlight();
    }

    @Override
    public SharedBuffer buffer(int index) {
      return ring.at(index);
    }

    @Override
    public int firstBufferOffset() {
      return owner().outgoing().queue().headOffset();
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      owner().outgoing().sent(status, bytes);
    }
  }

  /** The next range of the file that is in flight. */
  private final class Transmitting extends TransmitFileOperation {

    private OutboundFile outbound() {
      return Objects.requireNonNull(owner().outgoing().queue().nextFile());
    }

    @Override
    public @Nullable SharedBuffer head() {
      return outbound().unsentHead();
    }

    @Override
    public PortFile file() {
      return outbound().file();
    }

    @Override
    public long fileOffset() {
      return outbound().position();
    }

    @Override
    public long fileBytes() {
      return rangeBytes(outbound());
    }

    @Override
    public @Nullable SharedBuffer tail() {
      return null;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      owner().outgoing().transmitted(status, bytes);
    }
  }

  private final class Closing extends CloseOperation {

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      owner().closeCompleted();
    }
  }
}
