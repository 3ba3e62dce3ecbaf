package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.OperationKind;
import io.iocp.completion.ReceiveFlow;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the port works on for one connection: its operations, those of its {@link SendPipeline}
 * included. It is the connection's from {@link #begin} to {@link #end}, after its close is
 * complete, which is the last of its operations; then it may be another's.
 *
 * <p>That is safe because nobody outside reaches it: other threads and handlers know the {@link
 * Connection}, which is never used again, and whose serial context alone touches this.
 */
final class ConnectionContext {

  /** Of all connections that are gone: nothing of it is ever in flight. */
  static final ConnectionContext GONE = new ConnectionContext(SendPipeline.GONE);

  private final SendPipeline pipeline;
  private final Receiving receiving = new Receiving();
  private final Closing closing = new Closing();
  private @Nullable ConnectionEvents owner;

  ConnectionContext() {
    this(new SendPipeline());
  }

  private ConnectionContext(SendPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** From now on the operations tell this connection. */
  void begin(ConnectionEvents connection) {
    owner = connection;
  }

  /** The connection is gone. */
  void end() {
    owner = null;
  }

  /** Whether it could be another's: it is nobody's, no operation is in flight, no buffer held. */
  boolean isFree() {
    return owner == null && pipeline.isFree() && !receiving.inFlight() && !closing.inFlight();
  }

  SendPipeline pipeline() {
    return pipeline;
  }

  ReceiveFlow receiving() {
    return receiving;
  }

  CloseOperation closing() {
    return closing;
  }

  /** Operations in flight by kind. Any thread, for figures. */
  Map<OperationKind, Integer> pending() {
    Map<OperationKind, Integer> pending = new EnumMap<>(OperationKind.class);
    pending.put(OperationKind.RECEIVE, receiving.inFlight() ? 1 : 0);
    pipeline.countPending(pending);
    pending.put(OperationKind.CLOSE, closing.inFlight() ? 1 : 0);
    return pending;
  }

  private ConnectionEvents owner() {
    return Objects.requireNonNull(owner, "an operation completed without an owner");
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

  private final class Closing extends CloseOperation {

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      owner().closeCompleted();
    }
  }
}
