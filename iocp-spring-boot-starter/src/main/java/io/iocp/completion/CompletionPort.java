package io.iocp.completion;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * A completion port: workers that dequeue, sockets whose operations complete through them.
 *
 * <p>Life: open it; give each worker a thread that calls {@link PortWorker#dequeue} in a loop;
 * close listeners and channels and wait for their close operations; end the loops; {@link #close}.
 */
public interface CompletionPort extends AutoCloseable {

  /** The workers; the list does not change. */
  List<? extends PortWorker> workers();

  /**
   * Binds, listens, and starts accepting on that worker. Any thread.
   *
   * @param address port 0 for any free one
   * @throws IOException when the address cannot be bound; the message names it
   */
  Listener listen(
      PortWorker worker, InetSocketAddress address, SocketOptions options, AcceptFlow flow)
      throws IOException;

  /**
   * Connects. On that worker's thread; {@code operation} completes there.
   *
   * @return a handle with which {@link PendingConnect#cancel()} gives up early
   */
  PendingConnect connect(
      PortWorker worker,
      InetSocketAddress remote,
      SocketOptions options,
      ConnectOperation operation);

  /**
   * Binds a UDP socket and starts receiving on that worker. Any thread.
   *
   * @param address port 0 for any free one. That of a multicast group is joined as the options'
   *     membership says; where the operating system binds to no group (Windows), the socket gets
   *     whatever else comes to its port, too
   * @throws IOException when the address cannot be bound, or the group not be joined; the message
   *     names it
   */
  DatagramEndpoint bind(
      PortWorker worker, InetSocketAddress address, DatagramOptions options, DatagramFlow flow)
      throws IOException;

  /**
   * Opens a regular file for {@link StreamChannel#transmitFile}. Others may read, write, rename or
   * delete it meanwhile. Any thread; it may wait for the disk.
   *
   * @throws IOException when it does not exist ({@link java.nio.file.NoSuchFileException}), is no
   *     regular file or may not be read; the message names it
   */
  PortFile openFile(Path path) throws IOException;

  /** Figures since the port was opened. Any thread. */
  PortStatistics statistics();

  /**
   * Closes the port after its workers' loops have ended, and gives its receive buffers back to the
   * pool. If operations are still in flight the kernel may write to their memory: it is parked for
   * the life of the process, and the answer says so.
   *
   * @return operations that were still in flight; 0 after an orderly shutdown
   */
  int shutDown();

  @Override
  default void close() {
    shutDown();
  }

  /** A connect on its way. */
  @FunctionalInterface
  interface PendingConnect {

    /**
     * Gives up: the operation completes with {@code ABORTED} if it has not yet. Worker's thread.
     */
    void cancel();
  }
}
