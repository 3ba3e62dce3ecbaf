package io.iocp.completion;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An outbound connection. When it completes with {@code OK}, {@link #channel()} is open. */
public abstract class ConnectOperation extends Operation {

  private @Nullable StreamChannel channel;

  protected ConnectOperation() {
    super(OperationKind.CONNECT);
  }

  /** For engines: the channel, set before the operation completes {@code OK}. */
  public final void connected(StreamChannel channel) {
    this.channel = channel;
  }

  /** The open channel; only after completion with {@code OK}. */
  public final StreamChannel channel() {
    return Objects.requireNonNull(channel, "connect did not succeed");
  }
}
