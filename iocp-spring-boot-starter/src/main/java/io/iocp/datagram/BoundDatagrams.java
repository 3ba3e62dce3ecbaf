package io.iocp.datagram;

import io.iocp.access.AccessPolicy;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.DatagramEndpoint;
import io.iocp.completion.DatagramFlow;
import io.iocp.completion.Packet;
import io.iocp.statistics.Counters;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket and its handler. What comes before the handler has been told of the socket is
 * dropped: datagrams may get lost. In the socket's context, unless a method says otherwise.
 */
final class BoundDatagrams extends DatagramFlow implements DatagramSession {

  private static final Logger logger = LoggerFactory.getLogger(BoundDatagrams.class);

  private final DatagramHandler handler;
  private final BufferPool pool;
  private final AccessPolicy policy;
  private final Counters<DatagramCounter> counters;
  // Null until it is bound.
  private volatile @Nullable DatagramEndpoint endpoint;
  private boolean open;

  BoundDatagrams(
      DatagramHandler handler,
      BufferPool pool,
      AccessPolicy policy,
      Counters<DatagramCounter> counters) {
    this.handler = handler;
    this.pool = pool;
    this.policy = policy;
    this.counters = counters;
  }

  /** It is bound. Once; any thread. */
  void opened(DatagramEndpoint bound) {
    endpoint = bound;
    bound.execute(
        Packet.of(
            () -> {
              open = true;
              guard(() -> handler.onOpen(this));
            }));
  }

  private DatagramEndpoint endpoint() {
    return Objects.requireNonNull(endpoint, "not bound yet");
  }

  @Override
  public InetSocketAddress localAddress() {
    return endpoint().localAddress();
  }

  @Override
  public BufferPool buffers() {
    return pool;
  }

  @Override
  public void execute(Runnable task) {
    endpoint()
        .execute(
            Packet.of(
                () -> {
                  if (open) {
                    guard(task);
                  }
                }));
  }

  /**
   * Closes the socket. Any thread.
   *
   * @param closed counted down when it is
   */
  void close(CountDownLatch closed) {
    CloseOperation operation =
        new CloseOperation() {
          @Override
          protected void completed(CompletionStatus status, long bytes, int nativeCode) {
            closed.countDown();
          }
        };
    if (!endpoint().execute(Packet.of(() -> endpoint().close(operation)))) {
      closed.countDown(); // The port has closed it.
    }
  }

  @Override
  protected void received(SharedBuffer buffer, InetSocketAddress sender, boolean truncated) {
    try {
      if (!open) {
        return;
      }
      counters.increment(DatagramCounter.RECEIVED);
      if (truncated) {
        counters.increment(DatagramCounter.TRUNCATED);
      } else if (policy.look(sender.getAddress()) != null) {
        counters.increment(DatagramCounter.REFUSED);
      } else if (!guard(() -> handler.onDatagram(this, sender, buffer.view()))) {
        guard(() -> handler.onFailure(this));
      }
    } finally {
      buffer.release();
    }
  }

  /** Calls code that is not ours; whatever it throws must not end the worker. */
  private boolean guard(Runnable call) {
    try {
      call.run();
      return true;
    } catch (Throwable e) {
      counters.increment(DatagramCounter.HANDLER_FAILED);
      logger.error("Handler of datagrams on {} failed", localAddress(), e);
      return false;
    }
  }

  @Override
  protected void receiveFailed(CompletionStatus status, int nativeCode) {
    counters.increment(DatagramCounter.FAILED);
    logger.debug("Receive failed on {}: {} (native code {})", endpoint, status, nativeCode);
  }

  @Override
  protected void starved() {
    counters.increment(DatagramCounter.STARVED);
  }

  @Override
  protected void completed(CompletionStatus status, long bytes, int nativeCode) {
    if (status != CompletionStatus.ABORTED) {
      logger.error("Receiving ended on {}: {} (native code {})", endpoint, status, nativeCode);
    }
    if (open) {
      open = false;
      guard(() -> handler.onClosed(this));
    }
  }
}
