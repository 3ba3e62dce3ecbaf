package io.iocp.benchmarks.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The load client: a process of its own that says on its standard output where it is.
 *
 * <pre>
 *   STEADY      the measured window begins
 *   END         the measured window is over
 *   RESULT …    what was seen, see {@link LoadResult}
 * </pre>
 *
 * It exits with an error when a viewer got a wrong byte or lost its connection.
 */
public final class LoadClient {

  private static final int VIEWER_THREADS = 2;
  private static final Duration LEAD = Duration.ofMillis(200);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

  private final InetSocketAddress relay;
  private final LoadPlan plan;
  private final LongSupplier nanoClock;
  private final MessagePattern pattern;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Viewer> viewers = new ArrayList<>();
  private final List<MeasuredWindow> windows = new ArrayList<>();
  private final List<ViewerLoop> loops = new ArrayList<>();
  private final CountDownLatch incompleteViewers;

  private LoadClient(InetSocketAddress relay, LoadPlan plan, LongSupplier nanoClock) {
    this.relay = relay;
    this.plan = plan;
    this.nanoClock = nanoClock;
    this.pattern = new MessagePattern(plan.messageBytes());
    this.incompleteViewers = new CountDownLatch(plan.viewers());
  }

  /**
   * Runs one load.
   *
   * @param args the relay's port, then {@link LoadPlan#toArguments()}
   */
  public static void main(String[] args) throws Exception {
    InetSocketAddress relay =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    LoadPlan plan = LoadPlan.ofArguments(Arrays.asList(args).subList(1, args.length));
    LoadResult result = new LoadClient(relay, plan, System::nanoTime).run();
    System.out.println("RESULT " + result.toLine());
    // The sockets are left to the exit: closing 500 of them politely is not part of the load.
    System.exit(0);
  }

  private LoadResult run() throws IOException, InterruptedException {
    List<SocketChannel> watching = new ArrayList<>();
    for (int i = 0; i < plan.viewers(); i++) {
      watching.add(ClientHandshake.connect(relay, "/watch/bench"));
    }
    SocketChannel publishing = ClientHandshake.connect(relay, "/publish/bench");

    long startNanos = nanoClock.getAsLong() + LEAD.toNanos();
    long steadyNanos = startNanos + plan.warmUp().toNanos();
    long endNanos = steadyNanos + plan.measured().toNanos();
    List<Thread> viewerThreads = watch(watching, steadyNanos, endNanos);
    Thread publisherThread = publish(publishing, startNanos);
    List<Thread> threads = new ArrayList<>(viewerThreads);
    threads.add(publisherThread);
    // Daemons: a check that fails ends the process, whatever else is going on.
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);

    CpuUsage cpuUsage = new CpuUsage(threads);
    sleepUntil(steadyNanos);
    CpuUsage.Sample steady = cpuUsage.sample(nanoClock.getAsLong());
    System.out.println("STEADY");
    sleepUntil(endNanos);
    System.out.println("END");
    CpuUsage.Sample end = cpuUsage.sample(nanoClock.getAsLong());

    publisherThread.join();
    drain();
    loops.forEach(ViewerLoop::stop);
    for (Thread thread : viewerThreads) {
      thread.join();
    }
    requireNoFailure();
    return result(end.coresSince(steady), end.busiestThreadSince(steady));
  }

  private List<Thread> watch(List<SocketChannel> watching, long steadyNanos, long endNanos)
      throws IOException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < VIEWER_THREADS; i++) {
      ViewerLoop loop = new ViewerLoop(nanoClock, this::fail);
      loops.add(loop);
      windows.add(new MeasuredWindow(steadyNanos, endNanos));
      threads.add(new Thread(loop, "viewers-" + i));
    }
    for (int i = 0; i < watching.size(); i++) {
      int thread = i % VIEWER_THREADS;
      Viewer viewer =
          new Viewer(
              watching.get(i),
              new MessageVerifier(pattern),
              windows.get(thread),
              plan.publishedMessages() - 1,
              incompleteViewers::countDown);
      viewers.add(viewer);
      loops.get(thread).register(viewer);
    }
    return threads;
  }

  private Thread publish(SocketChannel channel, long startNanos) {
    Publisher publisher = new Publisher(channel, pattern, nanoClock);
    return new Thread(
        () -> {
          try {
            publisher.publish(plan.publishedMessages(), startNanos, plan.intervalNanos());
          } catch (IOException e) {
            fail(e);
          }
        },
        "publisher");
  }

  private void drain() throws InterruptedException {
    long deadlineNanos = nanoClock.getAsLong() + DRAIN_LIMIT.toNanos();
    while (failure.get() == null && nanoClock.getAsLong() - deadlineNanos < 0) {
      if (incompleteViewers.await(50, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private LoadResult result(double clientCores, double busiestThread) {
    Histogram delaysNanos = new Histogram(windows.get(0).delaysNanos());
    for (MeasuredWindow window : windows) {
      delaysNanos.add(window.delaysNanos());
    }
    long missing = 0;
    for (Viewer viewer : viewers) {
      missing += viewer.verifier().missingOf(plan.publishedMessages());
    }
    long messages = delaysNanos.getTotalCount();
    return new LoadResult(
        messages,
        messages * plan.messageBytes(),
        missing,
        delaysNanos.getValueAtPercentile(50),
        delaysNanos.getValueAtPercentile(99),
        clientCores,
        busiestThread);
  }

  private void sleepUntil(long momentNanos) throws InterruptedException {
    for (long waitNanos = momentNanos - nanoClock.getAsLong();
        waitNanos > 0;
        waitNanos = momentNanos - nanoClock.getAsLong()) {
      requireNoFailure();
      TimeUnit.NANOSECONDS.sleep(Math.min(waitNanos, TimeUnit.MILLISECONDS.toNanos(100)));
    }
  }

  private void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  private void requireNoFailure() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("the load failed", cause);
    }
  }
}
