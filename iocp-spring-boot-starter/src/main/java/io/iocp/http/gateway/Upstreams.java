package io.iocp.http.gateway;

import io.iocp.connection.ConnectOutcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the web server: a bounded number, of which those without a request are kept
 * for a while, the latest to be taken first. Any thread.
 */
final class Upstreams {

  // Below what web servers keep a connection for, so that none is taken that is being closed.
  private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

  private final Gateway gateway;
  private final Gateway.Connector connector;
  private final int maximum;
  // Guarded by this.
  private final ArrayDeque<Upstream> idle = new ArrayDeque<>();
  private final Set<InetSocketAddress> own = new HashSet<>();
  private int connections;

  Upstreams(Gateway gateway, Gateway.Connector connector, int maximum) {
    this.gateway = gateway;
    this.connector = connector;
    this.maximum = maximum;
  }

  synchronized int connections() {
    return connections;
  }

  synchronized int idle() {
    return idle.size();
  }

  synchronized boolean isOwn(InetSocketAddress peer) {
    return own.contains(peer);
  }

  /**
   * A connection for a request: one that is there, or a new one.
   *
   * @param fresh whether it must be a new one
   * @return whether it will have one, or hear that it could not be made; else there are too many
   */
  boolean take(Passing request, boolean fresh) {
    Upstream kept;
    synchronized (this) {
      kept = fresh ? null : idle.pollFirst();
      if (kept == null) {
        if (connections >= maximum && !dropIdle()) {
          return false;
        }
        connections++;
      } else {
        kept.serve(request);
      }
    }
    if (kept == null) {
      connect(request);
    } else {
      request.connected(kept);
    }
    return true;
  }

  /** Makes room for a connection by ending one that waits. */
  private boolean dropIdle() {
    Upstream oldest = idle.pollLast();
    if (oldest == null) {
      return false;
    }
    oldest.end();
    return true;
  }

  private void connect(Passing request) {
    connector.connect(
        () -> new Upstream(gateway, request),
        outcome -> {
          if (outcome == ConnectOutcome.CONNECTED) {
            gateway.increment(GatewayCounter.CONNECTIONS_MADE);
          } else {
            synchronized (this) {
              connections--;
            }
            request.notConnected(outcome);
          }
        });
  }

  /** It is there, and known by its address before the web server can have read a byte of it. */
  synchronized void made(InetSocketAddress address) {
    own.add(address);
  }

  /**
   * A request has been answered, and its connection takes another one.
   *
   * @return whether it is kept; not when the request has been taken from it meanwhile
   */
  synchronized boolean giveBack(Upstream one, Passing served, long nowNanos) {
    if (!one.release(served)) {
      return false;
    }
    one.idleSince(nowNanos);
    idle.addFirst(one);
    return true;
  }

  /**
   * A request leaves its connection, which takes no other.
   *
   * @return whether it was there
   */
  synchronized boolean part(Upstream one, Passing served) {
    return one.release(served);
  }

  /**
   * It has ended.
   *
   * @return the request that it served
   */
  synchronized @Nullable Passing gone(Upstream one, InetSocketAddress address) {
    idle.remove(one);
    own.remove(address);
    connections--;
    Passing served = one.request();
    return served != null && one.release(served) ? served : null;
  }

  /** Ends those that have waited for long. */
  void expire(long nowNanos) {
    List<Upstream> expired = new ArrayList<>();
    synchronized (this) {
      for (Iterator<Upstream> all = idle.descendingIterator(); all.hasNext(); ) {
        Upstream one = all.next();
        if (nowNanos - one.idleSince() >= KEPT_NANOS) {
          all.remove();
          expired.add(one);
        }
      }
    }
    expired.forEach(Upstream::end);
  }
}
