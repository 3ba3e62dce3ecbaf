package io.iocp.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.testsupport.Patience;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A port with threads under its workers, a default listener and blocking clients; at the end it
 * proves that nothing was left behind.
 */
final class PortHarness implements AutoCloseable {

  static final Duration LIMIT = Patience.LIMIT;

  /** So long that a test which depended on it would fail. */
  private static final long DEQUEUE_NANOS = TimeUnit.MINUTES.toNanos(10);

  final BufferPool pool;
  final CompletionPort port;
  private final ClientFactory clientFactory;
  private final List<WorkerThread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<TestListener> listeners = new ArrayList<>();
  private final Queue<SocketChannel> clients = new ConcurrentLinkedQueue<>();
  private final Set<StreamChannel> channels = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<Integer, CompletableFuture<StreamChannel>> arrivals =
      new ConcurrentHashMap<>();
  private final AtomicInteger nextWorker = new AtomicInteger();

  /** What a harness is made with. */
  record Settings(int workers, BufferPoolOptions pool, int receiveBufferBytes, int receiveBuffers) {

    static final Settings DEFAULTS =
        new Settings(2, BufferPoolOptions.DEFAULTS.withMaximumBytes(64L << 20), 16 << 10, 64);

    Settings withWorkers(int count) {
      return new Settings(count, pool, receiveBufferBytes, receiveBuffers);
    }
  }

  /** The two ends of a connection. */
  record Pair(StreamChannel channel, SocketChannel client) {}

  /** A listener and its operations. */
  record TestListener(Listener listener, TestOperations.Accept flow, TestOperations.Close close) {

    InetSocketAddress address() {
      return listener.localAddress();
    }
  }

  /** Makes a client that is not connected. */
  @FunctionalInterface
  interface ClientFactory {
    SocketChannel open() throws IOException;
  }

  PortHarness(PortProvider provider, Settings settings) {
    this(provider, settings, SocketChannel::open);
  }

  PortHarness(PortProvider provider, Settings settings, ClientFactory clientFactory) {
    this.clientFactory = clientFactory;
    pool = new BufferPool(settings.pool(), provider.addresses());
    try {
      port =
          provider.open(
              new PortOptions(
                  settings.workers(),
                  pool,
                  settings.receiveBufferBytes(),
                  settings.receiveBuffers(),
                  NanoClock.system()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (PortWorker worker : port.workers()) {
      threads.add(new WorkerThread(worker));
    }
    threads.forEach(Thread::start);
  }

  private final class WorkerThread extends Thread {

    private final PortWorker worker;
    private boolean ended;

    WorkerThread(PortWorker worker) {
      super("worker-" + worker.index());
      this.worker = worker;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!ended) {
        try {
          worker.dequeue(DEQUEUE_NANOS);
        } catch (RuntimeException | Error e) {
          failures.add(e);
        }
      }
    }

    void end() {
      worker.post(Packet.of(() -> ended = true));
      try {
        join(LIMIT.toMillis());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      assertThat(isAlive()).as("%s has ended", getName()).isFalse();
    }
  }

  // --- running code where it belongs

  PortWorker worker(int index) {
    return port.workers().get(index);
  }

  /** Runs the task on the worker and waits for it. */
  void onWorker(PortWorker worker, Runnable task) {
    call(command -> worker.post(Packet.of(command)), () -> run(task));
  }

  /** Runs the task in the channel's context and waits for it. */
  void inContext(StreamChannel channel, Runnable task) {
    inContext(channel, () -> run(task));
  }

  /** Runs the task in the socket's context and waits for it. */
  void inContext(DatagramEndpoint endpoint, Runnable task) {
    call(command -> endpoint.execute(Packet.of(command)), () -> run(task));
  }

  /** Runs the task in the channel's context and waits for its answer. */
  <T> T inContext(StreamChannel channel, Supplier<T> task) {
    return call(command -> channel.execute(Packet.of(command)), task);
  }

  private static Object run(Runnable task) {
    task.run();
    return "done";
  }

  private static <T> T call(Executor executor, Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, executor)
        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  static void await(String what, BooleanSupplier condition) {
    Patience.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  // --- listeners, clients, channels

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  TestListener listen(SocketOptions options, Consumer<AcceptedSocket> acceptor) {
    TestOperations.Accept flow = new TestOperations.Accept(acceptor);
    try {
      Listener listener = port.listen(worker(0), anyPort(), options, flow);
      TestListener test = new TestListener(listener, flow, new TestOperations.Close());
      listeners.add(test);
      return test;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A listener whose sockets become channels of the workers in turn, for {@link #connect}. */
  TestListener listen(SocketOptions options) {
    return listen(options, socket -> socket.open(anyWorker(), this::opened));
  }

  PortWorker anyWorker() {
    return worker(Math.floorMod(nextWorker.getAndIncrement(), port.workers().size()));
  }

  private void opened(StreamChannel channel) {
    if (!channel.inContext()) {
      throw new AssertionError("opened outside of the channel's context");
    }
    channels.add(channel);
    arrival(channel.remoteAddress().getPort()).complete(channel);
  }

  private CompletableFuture<StreamChannel> arrival(int clientPort) {
    return arrivals.computeIfAbsent(clientPort, port -> new CompletableFuture<>());
  }

  /** A blocking client on the listener, and the channel that serves it. */
  Pair connect(TestListener listener) {
    return connect(listener, 0);
  }

  /** The same with a receive buffer of that size on the client's side, 0 for the usual one. */
  Pair connect(TestListener listener, int clientReceiveBytes) {
    SocketChannel client = client(listener, clientReceiveBytes);
    try {
      int clientPort = ((InetSocketAddress) client.getLocalAddress()).getPort();
      StreamChannel channel =
          arrival(clientPort).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      arrivals.remove(clientPort);
      return new Pair(channel, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the connected client has a channel on the other side. */
  boolean hasArrived(SocketChannel client) {
    try {
      return arrival(((InetSocketAddress) client.getLocalAddress()).getPort()).isDone();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SocketChannel client(TestListener listener, int receiveBytes) {
    try {
      SocketChannel client = clientFactory.open();
      clients.add(client);
      if (receiveBytes > 0) {
        client.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
      }
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.connect(listener.address());
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection over a default listener. */
  Pair pair() {
    return connect(listen(SocketOptions.DEFAULTS));
  }

  /** Takes a channel under the harness's care: closed at the end unless the test does. */
  void adopt(StreamChannel channel) {
    channels.add(channel);
  }

  /** The test closes this channel itself. */
  void forget(StreamChannel channel) {
    channels.remove(channel);
  }

  AwaitedCompletion.Outcome close(StreamChannel channel, CloseMode mode) {
    TestOperations.Close close = new TestOperations.Close();
    startClose(channel, mode, close);
    return close.home.await();
  }

  private void startClose(StreamChannel channel, CloseMode mode, TestOperations.Close close) {
    channels.remove(channel);
    inContext(channel, () -> channel.close(mode, close));
  }

  AwaitedCompletion.Outcome close(TestListener listener) {
    listeners.remove(listener);
    listener.listener().close(listener.close());
    return listener.close().home.await();
  }

  // --- buffers

  /** A full buffer with the pattern's bytes from that position on. */
  SharedBuffer filled(Pattern pattern, long fromPosition, int length) {
    SharedBuffer buffer = pool.tryAcquire(length);
    assertThat(buffer).as("a buffer of the pool").isNotNull();
    pattern.fill(buffer.memory().limit(length), fromPosition);
    buffer.memory().clear();
    buffer.region(0, length);
    return buffer;
  }

  // --- the end

  /** Ends the workers' loops and closes the port, whatever is in flight. */
  int stop() {
    threads.forEach(WorkerThread::end);
    threads.clear();
    return port.shutDown();
  }

  /** For a test that shuts the port down itself and means to leave something behind. */
  void abandon() {
    closeClients();
    listeners.clear();
    channels.clear();
    assertThat(failures).as("failures on the workers").isEmpty();
  }

  /** Closes what is open, then checks that all operations and all buffers are back. */
  @Override
  public void close() {
    if (!threads.isEmpty()) {
      List.copyOf(listeners).forEach(this::close);
      List<TestOperations.Close> closes = new ArrayList<>();
      for (StreamChannel channel : List.copyOf(channels)) {
        TestOperations.Close close = new TestOperations.Close();
        closes.add(close);
        startClose(channel, CloseMode.ABORTIVE, close);
      }
      closes.forEach(close -> close.home.await());
      closeClients();
      await("all operations are at home", () -> port.statistics().pendingTotal() == 0);
      assertThat(stop()).as("operations in flight at shutdown").isZero();
      assertThat(pool.statistics().used()).as("buffers in use").isZero();
    }
    assertThat(failures).as("failures on the workers").isEmpty();
  }

  private void closeClients() {
    for (SocketChannel client : clients) {
      try {
        client.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    clients.clear();
  }
}
