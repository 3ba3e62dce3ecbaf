package io.iocp.http.gateway;

import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.PausableHandler;
import io.iocp.http.protocol.HeadLimits;
import io.iocp.http.protocol.ResponseParser;
import io.iocp.http.protocol.ResponseStart;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the web server: requests one after the other, and their responses.
 *
 * <pre>
 *   idle ── request ──▶ head ── (interim)* ──▶ body ──▶ idle, or closed
 * </pre>
 *
 * <p>All methods run in the connection's context, unless they say otherwise.
 */
final class Upstream extends PausableHandler {

  /** A web server is trusted more than a client, and has more to say. */
  private static final HeadLimits LIMITS = new HeadLimits(4096, 16 << 10, 200, 48 << 10);

  private final Gateway gateway;
  // Written by who takes it from the pool, under the pool's lock.
  private volatile @Nullable Passing request;
  private volatile long idleSinceNanos;
  // Written before it serves the next one, under the pool's lock; read after it has failed.
  private volatile boolean used;
  private @Nullable InetSocketAddress address;
  private @Nullable ResponseParser head;
  private @Nullable BodyCopy body;
  private boolean reusable;
  private boolean stopping;

  Upstream(Gateway gateway, Passing first) {
    this.gateway = gateway;
    this.request = first;
  }

  @Override
  public String protocol() {
    return "gateway";
  }

  // ── any thread ────────────────────────────────────────────────────────────────────────────────

  /** Serves a request from now on. The pool's lock is held, and nobody else has it. */
  void serve(Passing next) {
    used = true;
    request = next;
  }

  /** The request that it serves. */
  @Nullable Passing request() {
    return request;
  }

  /**
   * It does not serve this request any more. The pool's lock is held.
   *
   * @return whether it did
   */
  boolean release(Passing served) {
    if (request != served) {
      return false;
    }
    request = null;
    return true;
  }

  /** Whether it has served a request before this one. */
  boolean isUsed() {
    return used;
  }

  void idleSince(long nanos) {
    idleSinceNanos = nanos;
  }

  long idleSince() {
    return idleSinceNanos;
  }

  /** Nobody wants it any more. */
  void end() {
    connection().close();
  }

  /** The request, if it is still this one, is over without its response. */
  void abandon(Passing served) {
    if (gateway.upstreams().part(this, served)) {
      connection().abort(CloseCause.CLOSED_BY_US);
    }
  }

  // ── context ───────────────────────────────────────────────────────────────────────────────────

  @Override
  public void opened(Connection opened) {
    super.opened(opened);
    opened.opened();
    address = opened.localAddress();
    gateway.upstreams().made(opened.localAddress());
    Passing first = request;
    if (first != null) {
      first.connected(this);
    }
  }

  @Override
  protected void read(ByteBuffer input) {
    while (input.hasRemaining() && !isPaused()) {
      Passing served = request;
      if (served == null) {
        connection().abort(CloseCause.PROTOCOL_ERROR); // Nobody waits for it.
        input.position(input.limit());
      } else if (served.mustWait()) {
        pause();
      } else if (body == null) {
        readHead(input, served);
      } else {
        readBody(input, served, body);
      }
    }
  }

  private void readHead(ByteBuffer input, Passing served) {
    if (head == null) {
      head = new ResponseParser(LIMITS, served.method());
    }
    ResponseStart start = head.read(input);
    if (start == null) {
      if (head.hasFailed()) {
        fail(served, GatewayFailure.BAD_RESPONSE);
      }
      return;
    }
    head = null;
    if (start.status() == 101) {
      fail(served, GatewayFailure.BAD_RESPONSE); // Nobody asked for an upgrade.
    } else if (start.isInterim()) {
      served.interim(start);
    } else {
      reusable = start.keepsAlive() && served.isRequestComplete();
      boolean chunks = served.sendsChunks(start);
      if (!served.begin(start)) {
        abandon(served); // Somebody else has answered, or the client is gone.
        return;
      }
      BodyCopy next = new BodyCopy(gateway.pool(), start.length(), chunks);
      body = next;
      if (next.hasEnded()) {
        responded(served, input.hasRemaining());
      }
    }
  }

  private void readBody(ByteBuffer input, Passing served, BodyCopy copying) {
    BodyCopy.Outcome outcome = copying.copy(input, served::respond);
    if (outcome != BodyCopy.Outcome.COPIED) {
      fail(
          served,
          outcome == BodyCopy.Outcome.NO_BUFFER
              ? GatewayFailure.NO_BUFFERS
              : GatewayFailure.BAD_RESPONSE);
    } else if (copying.hasEnded()) {
      responded(served, input.hasRemaining());
    }
  }

  /** The response is whole. */
  private void responded(Passing served, boolean more) {
    body = null;
    boolean kept =
        reusable
            && !more
            && !stopping
            && !isFinishedByPeer()
            && gateway.upstreams().giveBack(this, served, gateway.clock().nanoTime());
    if (kept) {
      served.responded();
    } else if (gateway.upstreams().part(this, served)) {
      connection().close();
      served.responded();
    }
  }

  private void fail(Passing served, GatewayFailure why) {
    if (gateway.upstreams().part(this, served)) {
      connection().abort(CloseCause.PROTOCOL_ERROR);
      served.failed(why, this);
    }
  }

  @Override
  protected void inputEnded() {
    Passing served = request;
    BodyCopy copying = body;
    if (served != null && copying != null && copying.endsWithConnection()) {
      if (copying.end(served::respondLast) == BodyCopy.Outcome.COPIED) {
        responded(served, false);
      } else {
        fail(served, GatewayFailure.NO_BUFFERS);
      }
    }
    connection().close();
  }

  @Override
  public void drained(Connection drained) {
    Passing served = request;
    if (served != null) {
      served.resumeRequest();
    }
  }

  @Override
  public void stopping(Connection stops) {
    stopping = true;
    if (request == null) {
      stops.close();
    }
    // Else it ends with its request.
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    super.closed(closed, cause);
    InetSocketAddress known = address;
    Passing served = gateway.upstreams().gone(this, known == null ? closed.localAddress() : known);
    if (served != null) {
      served.failed(GatewayFailure.BROKEN_OFF, this);
    }
  }
}
