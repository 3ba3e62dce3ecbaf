package io.iocp.datagram;

import io.iocp.access.AccessPolicy;
import io.iocp.buffer.BufferPool;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.DatagramOptions;
import io.iocp.completion.Membership;
import io.iocp.statistics.Counters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application's UDP sockets on one transport, spread over its workers. Any thread. */
public final class DatagramServer {

  private static final Logger logger = LoggerFactory.getLogger(DatagramServer.class);

  /** What may wait in a socket: media comes in bursts. The system may grant less. */
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  private final CompletionPort port;
  private final BufferPool pool;
  private final AccessPolicy policy;
  private final Counters<DatagramCounter> counters = new Counters<>(DatagramCounter.class);
  // Guarded by this.
  private final Map<DatagramListener, BoundDatagrams> bound = new LinkedHashMap<>();

  /**
   * @param policy whose datagrams are dropped
   */
  public DatagramServer(CompletionPort port, BufferPool pool, AccessPolicy policy) {
    this.port = port;
    this.pool = pool;
    this.policy = policy;
  }

  /**
   * Binds each that is not bound yet.
   *
   * @throws IOException when an address cannot be bound, or a group not be joined
   */
  public synchronized void listen(List<DatagramListener> listeners) throws IOException {
    for (DatagramListener listener : listeners) {
      if (!bound.containsKey(listener)) {
        bound.put(listener, bind(listener, bound.size() % port.workers().size()));
      }
    }
  }

  private BoundDatagrams bind(DatagramListener listener, int worker) throws IOException {
    BoundDatagrams datagrams = new BoundDatagrams(listener.handler(), pool, policy, counters);
    datagrams.opened(
        port.bind(
            port.workers().get(worker),
            listener.address(),
            new DatagramOptions(0, RECEIVE_BUFFER_BYTES, membership(listener)),
            datagrams));
    logger.info("Listening for {} on UDP {}", listener.protocol(), datagrams.localAddress());
    return datagrams;
  }

  private static @Nullable Membership membership(DatagramListener listener) throws IOException {
    InetAddress address = listener.address().getAddress();
    if (!address.isMulticastAddress()) {
      return null;
    }
    NetworkInterface wanted = listener.networkInterface();
    return new Membership(wanted == null ? usualInterface(address) : wanted, listener.source());
  }

  private static NetworkInterface usualInterface(InetAddress group) throws IOException {
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      boolean sameFamily =
          each.inetAddresses().anyMatch(address -> address.getClass() == group.getClass());
      if (sameFamily && each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
        return each;
      }
    }
    throw new IOException("no network interface to join the group " + group + " on: name one");
  }

  /** Where a listener listens, with the real port; empty while it does not. */
  public synchronized Optional<InetSocketAddress> address(DatagramListener listener) {
    return Optional.ofNullable(bound.get(listener)).map(BoundDatagrams::localAddress);
  }

  /** What is counted of all sockets. */
  public Counters<DatagramCounter> counters() {
    return counters;
  }

  /**
   * Closes all sockets. Not on a worker.
   *
   * @param limit how long to wait
   * @return whether all are closed
   */
  public boolean stop(Duration limit) throws InterruptedException {
    List<BoundDatagrams> closing;
    synchronized (this) {
      closing = List.copyOf(bound.values());
      bound.clear();
    }
    CountDownLatch closed = new CountDownLatch(closing.size());
    closing.forEach(datagrams -> datagrams.close(closed));
    return closed.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
  }
}
