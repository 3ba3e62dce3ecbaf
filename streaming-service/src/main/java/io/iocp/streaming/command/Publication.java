package io.iocp.streaming.command;

import io.iocp.IocpTransport;
import io.iocp.connection.ConnectAttempt;
import io.iocp.streaming.loop.Backoff;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.input.MediaReader;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one source, through as many connections as it takes.
 *
 * <pre>
 *   CONNECTING ──opened──▶ PUBLISHING ──source over, all sent──▶ CLOSING ──▶ done
 *     ▲    │ first attempt        │ lost
 *     │    ▼ failed: ended        ▼
 *     └──────────────────────  WAITING (while it may be otherwise in a moment)
 * </pre>
 *
 * <p>{@link #run()} is one thread's, {@link #stop()} any thread's. The source is read on a thread
 * of its own, which it may hold up.
 */
final class Publication {

  static final Duration FIRST_DELAY = Duration.ofMillis(250);
  static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

  /** A connection that held for so long was a good one. */
  static final Duration STABLE = Duration.ofSeconds(5);

  private static final int PIECE_BYTES = 64 << 10;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);
  private static final int HEAP_PART_FOR_COLLECTING = 4;

  private final IocpTransport transport;
  private final WebSocketRequest request;
  private final MediaSource source;
  private final Terminal terminal;
  private final NanoClock clock;
  private final Uplink uplink;
  private final ServerWords words;
  private final Backoff backoff = new Backoff(FIRST_DELAY, LONGEST_DELAY);
  private final Semaphore news = new Semaphore(0);
  private volatile boolean stopping;
  private volatile @Nullable String unreadable;

  // Only accessed by run().
  private boolean everAccepted;
  private long firstOpenedNanos;
  private long stopSeenNanos;

  Publication(
      IocpTransport transport,
      WebSocketRequest request,
      MediaSource source,
      Terminal terminal,
      NanoClock clock) {
    this.transport = transport;
    this.request = request;
    this.source = source;
    this.terminal = terminal;
    this.clock = clock;
    this.uplink = new Uplink(source.isLive(), clock);
    this.words = new ServerWords(terminal::say);
  }

  /** Ends it in order: what there is goes out, then the goodbye. */
  void stop() {
    stopping = true;
    news.release();
  }

  /**
   * Publishes until the source is over, the server does not want it, or it is stopped.
   *
   * @return the exit code
   */
  int run() throws InterruptedException {
    Thread reader = new Thread(this::read, "publish-source");
    reader.setDaemon(true);
    reader.start();
    try {
      return publish();
    } finally {
      uplink.close();
      source.close();
    }
  }

  // ── the source's thread ───────────────────────────────────────────────────────────────────────

  private void read() {
    MediaReader reader =
        new MediaReader(
            MediaLimits.DEFAULTS,
            new CollectingMemory(Runtime.getRuntime().maxMemory() / HEAP_PART_FOR_COLLECTING),
            () -> TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()));
    MediaCutter cutter = new MediaCutter(uplink, clock);
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream media = source.media()) {
      ReadOutcome outcome = ReadOutcome.CONSUMED;
      for (int count = media.read(piece);
          count >= 0 && outcome.consumed();
          count = media.read(piece)) {
        outcome = reader.read(ByteBuffer.wrap(piece, 0, count), cutter);
      }
      if (outcome.consumed()) {
        outcome = reader.flush(cutter);
      }
      if (!outcome.consumed()) {
        unreadable = outcome.reason();
      }
    } catch (IOException e) {
      unreadable = "the source cannot be read: " + e.getMessage();
    } finally {
      reader.close();
      uplink.end();
      news.release();
    }
  }

  // ── run()'s thread ────────────────────────────────────────────────────────────────────────────

  private int publish() throws InterruptedException {
    while (true) {
      PublishSession session = new PublishSession(uplink, clock, words, news::release);
      Optional<WebSocketOpening> opening = connect(session);
      if (opening.isEmpty()) {
        return ExitCode.DONE; // Stopped.
      }
      long openedNanos = clock.nanoTime();
      Ending ending;
      if (opening.get() instanceof WebSocketOpening.Opened opened) {
        Optional<Ending> early = carry(session, opened.session());
        if (early.isEmpty()) {
          return sourceEnding();
        }
        ending = early.get();
      } else {
        ending = Ending.of(opening.get());
      }
      boolean over = uplink.hasEnded() || stopping;
      if (over || !everAccepted || !ending.passing()) {
        return fail(ending);
      }
      Duration delay = backoff.after(Duration.ofNanos(clock.nanoTime() - openedNanos), STABLE);
      terminal.say(ending.words() + "; next attempt in " + delay.toMillis() + " ms");
      await(delay);
    }
  }

  private Optional<WebSocketOpening> connect(PublishSession session) throws InterruptedException {
    CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
    ConnectAttempt attempt =
        transport.connectWebSocket(
            request,
            session,
            outcome -> {
              opening.complete(outcome);
              news.release();
            });
    while (!opening.isDone() && !stopping) {
      await(TICK);
    }
    if (!opening.isDone()) {
      attempt.cancel();
      return Optional.empty();
    }
    return Optional.of(opening.join());
  }

  /** Publishes through one session to its end; empty when all has been said and confirmed. */
  private Optional<Ending> carry(PublishSession session, WsSession connection)
      throws InterruptedException {
    if (firstOpenedNanos == 0) {
      firstOpenedNanos = clock.nanoTime();
      terminal.say("Publishing to " + request.address());
    }
    boolean goodbye = false;
    long tickNanos = clock.nanoTime();
    long sentBytes = uplink.figures().sentBytes();
    while (!session.closed().isDone()) {
      await(TICK);
      everAccepted |= session.isAccepted();
      uplink.pump();
      goodbye |= sayGoodbye(connection, goodbye);
      long now = clock.nanoTime();
      if (now - tickNanos >= TICK.toNanos()) {
        Uplink.Figures figures = uplink.figures();
        long bits = (figures.sentBytes() - sentBytes) * Byte.SIZE;
        terminal.progress(
            ProgressLine.of(
                Duration.ofNanos(now - firstOpenedNanos),
                source.progress(),
                bits * TICK.toNanos() / (now - tickNanos),
                session.roundTripNanos(),
                figures));
        tickNanos = now;
        sentBytes = figures.sentBytes();
        session.ping(connection);
      }
    }
    everAccepted |= session.isAccepted();
    WsClose status = session.closed().join();
    return goodbye && status.code() == CloseCode.NORMAL
        ? Optional.empty()
        : Optional.of(Ending.of(status, session.isAccepted()));
  }

  /** Answers whether a goodbye was said now. */
  private boolean sayGoodbye(WsSession connection, boolean said) {
    if (said) {
      return false;
    }
    boolean late = false;
    if (stopping) {
      if (stopSeenNanos == 0) {
        stopSeenNanos = clock.nanoTime();
        source.end();
        if (!source.isLive()) {
          uplink.close();
        }
      }
      late = clock.nanoTime() - stopSeenNanos > STOP_PATIENCE.toNanos();
    }
    if (late) {
      connection.closeWithoutBacklog(CloseCode.NORMAL, "");
    } else if (uplink.isDrained()) {
      connection.close(CloseCode.NORMAL, "");
    } else {
      return false;
    }
    return true;
  }

  /** The server has all of it: was that all there should have been? */
  private int sourceEnding() throws InterruptedException {
    String failure = null;
    if (!stopping) {
      String ended = source.failure();
      failure = ended == null ? unreadable : ended;
    }
    Uplink.Figures figures = uplink.figures();
    if (failure != null) {
      terminal.say("Nothing more to publish: " + failure);
      return ExitCode.NO_SOURCE;
    }
    if (figures.sentPieces() == 0 && !stopping) {
      terminal.say("Nothing more to publish: the source was empty");
      return ExitCode.NO_SOURCE;
    }
    terminal.say(
        "Published to the end: "
            + figures.sentPieces()
            + " chunks, "
            + figures.sentBytes()
            + " bytes, "
            + figures.droppedPieces()
            + " dropped");
    return ExitCode.DONE;
  }

  private int fail(Ending ending) throws InterruptedException {
    String failure = uplink.hasEnded() ? source.failure() : null;
    terminal.say(
        "Publishing to "
            + request.address()
            + " has ended: "
            + ending.words()
            + (failure == null ? "" : "\n" + failure));
    return ending.exitCode();
  }

  /** Until something happens, or this time is over. */
  private void await(Duration time) throws InterruptedException {
    if (news.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
      news.drainPermits();
    }
  }
}
