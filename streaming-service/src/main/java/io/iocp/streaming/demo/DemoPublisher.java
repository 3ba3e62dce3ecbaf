package io.iocp.streaming.demo;

import io.iocp.streaming.loop.Backoff;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.loop.ThreadLoop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the demo picture through a real WebSocket, as any publisher would: one binary message
 * is one JPEG frame.
 *
 * <pre>
 *   STOPPED ──start──▶ CONNECTING ──opened──▶ PUBLISHING
 *      ▲                 ▲    │ refused          │ closed, failed
 *      │                 │    ▼                  ▼
 *      └─────stop────── WAITING (250 ms, doubling to 10 s)
 * </pre>
 *
 * <p>There is at most one frame on its way. A frame that is due while the one before has not left
 * yet is skipped and counted, so a slow server costs frames and never memory. All methods may be
 * called from any thread; everything else happens on one thread named {@code demo-publisher}, which
 * lives from start to stop.
 */
public final class DemoPublisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DemoPublisher.class);

  static final Duration FIRST_RETRY_DELAY = Duration.ofMillis(250);
  static final Duration LONGEST_RETRY_DELAY = Duration.ofSeconds(10);

  /**
   * A server that accepts a publisher and turns it away at once must not be asked again at once.
   */
  static final long STABLE_AFTER_SECONDS = 5;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final DemoOptions options;
  private final URI address;
  private final Clock clock;
  private final Supplier<SerialLoop> loops;
  private final Function<WebSocket.Listener, CompletableFuture<WebSocket>> connector;

  /** Guarded by this. */
  private @Nullable Run run;

  private final AtomicLong framesSent = new AtomicLong();
  private final AtomicLong framesSkipped = new AtomicLong();
  private volatile boolean publishing;

  /**
   * Does not connect yet.
   *
   * @param options the picture and its stream name
   * @param server where the server's WebSocket listens, such as {@code ws://127.0.0.1:9000}
   * @param trust whom to trust where that is {@code wss:}, or null for whom the JDK trusts
   * @param clock what the clock in the picture shows, in its own time zone
   */
  public DemoPublisher(DemoOptions options, URI server, @Nullable SSLContext trust, Clock clock) {
    this.options = options;
    this.address = server.resolve("/publish/" + options.streamName());
    this.clock = clock;
    this.loops = () -> new ThreadLoop("demo-publisher");
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
    if (trust != null) {
      builder.sslContext(trust);
    }
    HttpClient client = builder.build();
    this.connector =
        listener ->
            client
                .newWebSocketBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .buildAsync(address, listener);
  }

  DemoPublisher(
      DemoOptions options,
      Clock clock,
      SerialLoop loop,
      Function<WebSocket.Listener, CompletableFuture<WebSocket>> connector) {
    this.options = options;
    this.address = URI.create("ws://test/publish/" + options.streamName());
    this.clock = clock;
    this.loops = () -> loop;
    this.connector = connector;
  }

  /**
   * Starts to connect and publish, and goes on until {@link #stop()}; does nothing when started
   * already.
   */
  public synchronized void start() {
    if (run == null) {
      run = new Run(loops.get());
      run.start();
    }
  }

  /**
   * Closes the connection and waits up to two seconds for the thread to end; does nothing when
   * stopped already. The publisher can be started again.
   */
  public synchronized void stop() {
    if (run != null) {
      run.stop();
      run = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Whether it has been started and not stopped since. */
  public synchronized boolean isRunning() {
    return run != null;
  }

  /** Whether there is a connection to publish through. */
  public boolean isPublishing() {
    return publishing;
  }

  /** Frames that have left since construction. */
  public long framesSent() {
    return framesSent.get();
  }

  /** Frames left out because the one before had not left yet, since construction. */
  public long framesSkipped() {
    return framesSkipped.get();
  }

  /**
   * From one start to the next stop. Everything but {@code start} and {@code stop} runs on the
   * loop.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // Success and failure are both handled on the loop.
  private final class Run {

    private final SerialLoop loop;
    private final DemoPicture picture =
        new DemoPicture(options.width(), options.height(), options.framesPerSecond());
    private final JpegEncoder encoder = new JpegEncoder(options.quality());
    private @Nullable CompletableFuture<WebSocket> connecting;
    private @Nullable WebSocket socket;
    private CompletableFuture<WebSocket> lastSend = new CompletableFuture<>();
    private boolean sending;
    private long framesOnConnection;
    private long frame;
    private final Backoff backoff = new Backoff(FIRST_RETRY_DELAY, LONGEST_RETRY_DELAY);

    Run(SerialLoop loop) {
      this.loop = loop;
    }

    void start() {
      loop.execute(this::connect);
      loop.executeEvery(
          Duration.ofSeconds(1).dividedBy(options.framesPerSecond()), this::publishFrame);
    }

    void stop() {
      loop.execute(this::leave);
      loop.stop();
    }

    private void connect() {
      CompletableFuture<WebSocket> attempt = connector.apply(new Events());
      connecting = attempt;
      attempt.whenComplete((opened, failure) -> loop.execute(() -> connected(opened, failure)));
    }

    private void connected(@Nullable WebSocket opened, @Nullable Throwable failure) {
      connecting = null;
      if (opened == null) {
        lost(null, String.valueOf(failure));
      } else {
        socket = opened;
        lastSend = CompletableFuture.completedFuture(opened);
        framesOnConnection = 0;
        sending = false;
        publishing = true;
        log.info("Publishing the demo picture to {}", address);
      }
    }

    private void publishFrame() {
      long due = frame++;
      WebSocket target = socket;
      if (target == null) {
        return;
      }
      if (sending) {
        framesSkipped.incrementAndGet();
        return;
      }
      sending = true;
      ByteBuffer jpeg = encoder.encode(picture.draw(due, LocalTime.now(clock)));
      lastSend = target.sendBinary(jpeg, true);
      lastSend.whenComplete((sent, failure) -> loop.execute(() -> left(target, failure)));
    }

    private void left(WebSocket target, @Nullable Throwable failure) {
      if (failure != null) {
        lost(target, failure.toString());
      } else if (target == socket) {
        sending = false;
        framesSent.incrementAndGet();
        framesOnConnection++;
        if (framesOnConnection == options.framesPerSecond() * STABLE_AFTER_SECONDS) {
          backoff.reset();
        }
      }
    }

    /** A connection is lost once, though its listener and a frame on its way may both report it. */
    private void lost(@Nullable WebSocket which, String reason) {
      if (which != socket) {
        return;
      }
      if (which != null) {
        which.abort();
      }
      socket = null;
      publishing = false;
      Duration delay = backoff.next();
      log.warn(
          "Cannot publish to {}: {}; next attempt in {} ms", address, reason, delay.toMillis());
      loop.executeAfter(delay, this::connect);
    }

    private void leave() {
      publishing = false;
      encoder.close();
      CompletableFuture<WebSocket> attempt = connecting;
      if (attempt != null) {
        attempt.thenAccept(WebSocket::abort);
      }
      WebSocket open = socket;
      if (open != null) {
        // A frame still on its way goes first; a server that does not take it loses the orderly
        // close.
        lastSend
            .thenCompose(left -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""))
            .orTimeout(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(
                failure -> {
                  open.abort();
                  return open;
                });
      }
    }

    /** What the server says: only the end of the connection is of interest. */
    private final class Events implements WebSocket.Listener {

      @Override
      public @Nullable CompletionStage<?> onClose(WebSocket which, int code, String reason) {
        loop.execute(
            () -> lost(which, "closed with " + code + (reason.isEmpty() ? "" : " " + reason)));
        return null;
      }

      @Override
      public void onError(WebSocket which, Throwable error) {
        loop.execute(() -> lost(which, error.toString()));
      }
    }
  }
}
