package io.iocp.http.gateway;

import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.Connection;
import io.iocp.connection.PausableHandler;
import io.iocp.connection.SendOutcome;
import io.iocp.http.protocol.EndToEnd;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.ResponseHead;
import io.iocp.http.protocol.ResponseStart;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client, from its head to the end of its answer.
 *
 * <pre>
 *   connect ──▶ request goes on ──▶ response begins ──▶ ends ──▶ the next request, or closed
 *      └──────────────┴── fails: answered in words ──▶ closed
 *                                        └── fails: reset, for a half must not look whole
 * </pre>
 *
 * <p>All methods run in the client's context, unless they say otherwise.
 */
final class Passing extends PausableHandler {

  // Of a response that waits for its client, or of a request for the web server.
  private static final int QUEUE_BYTES = 256 << 10;
  // So much of a body must come within the time for it.
  private static final int STEP_BYTES = 32 << 10;
  private static final String EVENT_STREAM = "text/event-stream";

  private final Gateway gateway;
  private final RequestHead head;
  private final ForwardedHeader trusted;
  private final Gateway.NextRequest next;
  private final BodyCopy body;
  // Set by whoever answers first: the web server's response, or a sentence of ours.
  private final AtomicBoolean answered = new AtomicBoolean();

  private volatile @Nullable Upstream upstream;
  private volatile boolean requestComplete;
  private volatile boolean keepsAlive;
  private volatile boolean over;
  // When the present step began, which has a deadline: to send some of the body, or to respond.
  private volatile long stepNanos;
  private volatile boolean awaitsContinue;
  private volatile boolean waitsForUpstream = true;
  private volatile boolean lasting;
  private boolean stopping;
  private boolean repeated;
  private long stepBytes;

  Passing(Gateway gateway, RequestHead head, ForwardedHeader trusted, Gateway.NextRequest next) {
    this.gateway = gateway;
    this.head = head;
    this.trusted = trusted;
    this.next = next;
    this.body =
        new BodyCopy(
            gateway.pool(), head.contentLength(), head.contentLength() == RequestHead.CHUNKED);
    this.keepsAlive = head.keepsAlive();
    this.requestComplete = !head.hasBody();
    this.awaitsContinue = head.expectsContinue();
  }

  @Override
  public String protocol() {
    return "http";
  }

  @Override
  public void opened(Connection opened) {
    super.opened(opened);
    opened.opened();
    opened.sendQueueBound(QUEUE_BYTES);
    stepNanos = gateway.clock().nanoTime();
    gateway.begun(this);
    connect(false);
  }

  private void connect(boolean fresh) {
    if (!gateway.upstreams().take(this, fresh)) {
      refuse(GatewayFailure.BUSY);
    }
  }

  // ── the request ───────────────────────────────────────────────────────────────────────────────

  /** Any thread. */
  String method() {
    return head.method();
  }

  /** Whether all of the request has been sent on. Any thread. */
  boolean isRequestComplete() {
    return requestComplete;
  }

  /** There is a connection to the web server. Any thread. */
  void connected(Upstream made) {
    upstream = made;
    if (over) {
      made.abandon(this); // The client went meanwhile, and may have missed this one.
    } else {
      connection().execute(() -> begin(made));
    }
  }

  private void begin(Upstream made) {
    if (over) {
      return;
    }
    made.connection().sendQueueBound(QUEUE_BYTES);
    byte[] encoded =
        InnerRequest.encode(
            head, connection().remoteAddress(), connection().security() != null, trusted);
    SharedBuffer buffer = gateway.pool().tryAcquire(encoded.length);
    if (buffer == null) {
      refuse(GatewayFailure.NO_BUFFERS);
      return;
    }
    buffer.memory().put(encoded);
    buffer.region(0, encoded.length);
    stepNanos = gateway.clock().nanoTime();
    waitsForUpstream = false;
    made.connection().send(buffer);
    buffer.release();
    resume();
  }

  /** There is none. Any thread. */
  void notConnected(ConnectOutcome outcome) {
    GatewayFailure why =
        switch (outcome) {
          case TIMED_OUT -> GatewayFailure.CONNECT_TIMEOUT;
          case TOO_MANY -> GatewayFailure.BUSY;
          default -> GatewayFailure.UNREACHABLE;
        };
    connection().execute(() -> refuse(why));
  }

  @Override
  protected void read(ByteBuffer input) {
    while (input.hasRemaining() && !isPaused()) {
      Upstream server = upstream;
      if (over) {
        input.position(input.limit()); // It is being closed: what follows does not matter.
      } else if (requestComplete
          || server == null
          || waitsForUpstream
          || isFull(server.connection())) {
        if (!requestComplete) {
          waitsForUpstream = true;
        }
        pauseReading(input);
      } else {
        copy(input, server);
      }
    }
  }

  /** What follows is for later; a connection that ends reads on. */
  private void pauseReading(ByteBuffer input) {
    pause();
    if (!isPaused()) {
      input.position(input.limit());
    }
  }

  private void copy(ByteBuffer input, Upstream server) {
    BodyCopy.Outcome outcome = body.copy(input, buffer -> server.connection().send(buffer));
    awaitsContinue = false;
    if (body.bytes() - stepBytes >= STEP_BYTES) {
      stepBytes = body.bytes();
      stepNanos = gateway.clock().nanoTime();
    }
    if (outcome != BodyCopy.Outcome.COPIED) {
      input.position(input.limit());
      refuse(
          outcome == BodyCopy.Outcome.NO_BUFFER
              ? GatewayFailure.NO_BUFFERS
              : GatewayFailure.BAD_BODY);
    } else if (body.hasEnded()) {
      stepNanos = gateway.clock().nanoTime();
      requestComplete = true;
    }
  }

  /** The web server has taken some of the request. Any thread. */
  void resumeRequest() {
    connection()
        .execute(
            () -> {
              if (waitsForUpstream && upstream != null) {
                waitsForUpstream = false;
                stepNanos = gateway.clock().nanoTime();
              }
              if (!over) {
                resume();
              }
            });
  }

  /** Whether a connection takes no more for now; it says when it does again. */
  private static boolean isFull(Connection connection) {
    if (!connection.isBacklogged()) {
      return false;
    }
    connection.refuse();
    // It may have drained before it could know that somebody waits.
    return connection.isBacklogged();
  }

  // ── the response ──────────────────────────────────────────────────────────────────────────────

  /** Whether the client does not take more of the response now. Any thread. */
  boolean mustWait() {
    return isFull(connection());
  }

  /** An interim response, which only clients get that know them. Any thread. */
  void interim(ResponseStart start) {
    if (head.minorVersion() > 0 && (start.status() != 100 || head.expectsContinue())) {
      send(ResponseHead.encode(start.status(), EndToEnd.of(start.headers())));
      if (start.status() == 100) {
        stepNanos = gateway.clock().nanoTime();
        awaitsContinue = false;
      }
    }
  }

  /** Whether the response goes on in chunks: where it has no length, and they are known. */
  boolean sendsChunks(ResponseStart start) {
    return start.length() < 0 && head.minorVersion() > 0;
  }

  /**
   * The response begins. Any thread.
   *
   * @return whether it is the client's answer
   */
  boolean begin(ResponseStart start) {
    if (!answered.compareAndSet(false, true)) {
      return false;
    }
    boolean framed = start.length() >= 0 || head.minorVersion() > 0;
    keepsAlive = keepsAlive && framed && requestComplete;
    String type = start.headers().first("Content-Type");
    lasting = type != null && type.startsWith(EVENT_STREAM);
    return send(
        OuterResponse.encode(
            start, sendsChunks(start), keepsAlive, InnerRequest.prefix(head, trusted)));
  }

  private boolean send(byte[] encoded) {
    SharedBuffer buffer = gateway.pool().tryAcquire(encoded.length);
    if (buffer == null) {
      connection().execute(() -> lose(GatewayFailure.NO_BUFFERS));
      return false;
    }
    buffer.memory().put(encoded);
    buffer.region(0, encoded.length);
    SendOutcome outcome = connection().send(buffer);
    buffer.release();
    return outcome.isAccepted();
  }

  /** A piece of the body, lent for the call; for which there was room. Any thread. */
  void respond(SharedBuffer piece) {
    connection().send(piece);
  }

  /** What ends the body, whether there is room or not. Any thread. */
  void respondLast(SharedBuffer piece) {
    connection().sendControl(piece);
  }

  /** The response has ended. Any thread. */
  void responded() {
    connection().execute(this::finish);
  }

  private void finish() {
    if (over) {
      return;
    }
    end();
    gateway.increment(GatewayCounter.RESPONSES);
    if (keepsAlive && !stopping && !isFinishedByPeer()) {
      next.next(connection(), takeUnread());
    } else {
      resume(); // What still comes is read, and ignored.
      connection().close();
    }
  }

  // ── failures ──────────────────────────────────────────────────────────────────────────────────

  /** The connection to the web server has failed. Any thread. */
  void failed(GatewayFailure why, Upstream failed) {
    connection()
        .execute(
            () -> {
              if (why == GatewayFailure.BROKEN_OFF && mayRepeat(failed)) {
                repeated = true;
                upstream = null;
                waitsForUpstream = true;
                gateway.increment(GatewayCounter.REPEATED);
                connect(true);
              } else {
                refuse(why);
              }
            });
  }

  /** The web server may have closed a connection that was kept, just when it was taken. */
  private boolean mayRepeat(Upstream failed) {
    return failed.isUsed()
        && !repeated
        && !over
        && !answered.get()
        && !head.hasBody()
        && (head.method().equals("GET") || head.method().equals("HEAD"));
  }

  /** Answers in words; or resets, where the response has begun. */
  private void refuse(GatewayFailure why) {
    if (over) {
      return;
    }
    if (!answered.compareAndSet(false, true)) {
      lose(why);
      return;
    }
    end();
    gateway.count(why);
    abandonUpstream();
    HttpFields fields = why.status() == 503 ? HttpFields.of("Retry-After", "1") : HttpFields.EMPTY;
    byte[] answer =
        ResponseHead.sentence(
            new HttpRefusal(why.status(), why.sentence(), fields), !head.method().equals("HEAD"));
    send(answer);
    resume();
    connection().close();
  }

  private void lose(GatewayFailure why) {
    if (!over) {
      end();
      gateway.count(why);
      abandonUpstream();
      connection().abort(CloseCause.POLICY);
    }
  }

  private void end() {
    over = true;
    gateway.ended(this);
  }

  private void abandonUpstream() {
    Upstream server = upstream;
    if (server != null) {
      server.abandon(this);
    }
  }

  /** Whether it takes too long. Any thread. */
  void check(long nowNanos) {
    GatewayFailure why = overdue(nowNanos);
    if (why != null) {
      connection()
          .execute(
              () -> {
                if (overdue(nowNanos) == why) {
                  refuse(why);
                }
              });
    }
  }

  private @Nullable GatewayFailure overdue(long nowNanos) {
    long elapsed = nowNanos - stepNanos;
    if (over || upstream == null) {
      return null; // To connect has a time of its own.
    }
    if (requestComplete || waitsForUpstream || awaitsContinue) {
      return !answered.get() && elapsed > gateway.options().responseTimeout().toNanos()
          ? GatewayFailure.RESPONSE_TIMEOUT
          : null;
    }
    return elapsed > gateway.options().bodyTimeout().toNanos() ? GatewayFailure.BODY_TIMEOUT : null;
  }

  // ── the client's connection ───────────────────────────────────────────────────────────────────

  @Override
  protected void inputEnded() {
    if (!requestComplete && !over) {
      refuse(GatewayFailure.BAD_BODY);
    }
    // Else the client has said all, and waits for the rest of the answer.
  }

  @Override
  public void drained(Connection drained) {
    Upstream server = upstream;
    if (server != null) {
      server.connection().execute(server::resume);
    }
  }

  /** Who administrates through the gateway sees the others leave. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void stopping(Connection stops) {
    stopping = true;
    if (lasting) {
      stops.close(); // It has no end of its own.
    }
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    super.closed(closed, cause);
    if (!over) {
      end();
      gateway.count(GatewayFailure.CLIENT_GONE);
      abandonUpstream();
    }
  }
}
