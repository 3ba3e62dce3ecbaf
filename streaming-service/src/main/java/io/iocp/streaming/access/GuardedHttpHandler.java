package io.iocp.streaming.access;

import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A handler whose exchanges begin when somebody is let in. */
final class GuardedHttpHandler implements HttpHandler {

  private final HttpHandler handler;
  private final Action action;
  private final Function<HttpExchange, @Nullable String> name;
  private final AccessControl control;
  private final RunningSessions sessions;
  private final Function<HttpExchange, Credentials> credentials;
  private final Predicate<Runnable> jobs;
  private final Map<Long, RunningSession> running = new ConcurrentHashMap<>();
  private final Map<Long, Undecided> undecided = new ConcurrentHashMap<>();

  /** What has come of a body before it is decided; reading is paused, so it is little. */
  private static final class Undecided {

    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private boolean ended;
  }

  /**
   * @param name the stream's name; null where the handler itself says what is wrong with it
   * @param credentials what a request shows
   * @param jobs runs what may block on another thread, and says whether it will
   */
  GuardedHttpHandler(
      HttpHandler handler,
      Action action,
      Function<HttpExchange, @Nullable String> name,
      AccessControl control,
      RunningSessions sessions,
      Function<HttpExchange, Credentials> credentials,
      Predicate<Runnable> jobs) {
    this.handler = handler;
    this.action = action;
    this.name = name;
    this.control = control;
    this.sessions = sessions;
    this.credentials = credentials;
    this.jobs = jobs;
  }

  @Override
  public boolean leavesLast() {
    return handler.leavesLast();
  }

  @Override
  public void onRequest(HttpExchange exchange) {
    String stream = name.apply(exchange);
    if (stream == null) {
      handler.onRequest(exchange);
      return;
    }
    Credentials shown = credentials.apply(exchange);
    AccessRequest request =
        new AccessRequest(
            action,
            stream,
            shown,
            exchange.remoteAddress().getAddress(),
            Objects.requireNonNullElse(exchange.query(), ""));
    if (!control.mayTakeLong(shown)) {
      decided(exchange, control.decide(request));
      return;
    }
    exchange.pause();
    undecided.put(exchange.id(), new Undecided());
    control.decide(
        request, jobs, decision -> exchange.execute(() -> decidedLater(exchange, decision)));
  }

  private void decidedLater(HttpExchange exchange, AccessDecision decision) {
    Undecided waited = undecided.remove(exchange.id());
    if (waited == null) {
      return; // It has gone meanwhile.
    }
    decided(exchange, decision);
    if (running.containsKey(exchange.id())) {
      while (!waited.pieces.isEmpty()) {
        ByteBuffer piece = waited.pieces.remove();
        handler.onBody(exchange, piece, waited.ended && waited.pieces.isEmpty());
      }
    }
    exchange.resume();
  }

  private void decided(HttpExchange exchange, AccessDecision decision) {
    if (decision instanceof Denied denied) {
      // Pages of other origins may read why: it says nothing that is not for everybody.
      HttpFields headers = denied.headers().with("Access-Control-Allow-Origin", "*");
      exchange.answer(new HttpRefusal(denied.httpStatus(), denied.reason(), headers));
    } else if (decision instanceof Granted granted) {
      RunningSessions.Begun begun =
          sessions.begin(
              exchange.id(),
              granted.grant(),
              (code, reason) -> exchange.closeWithoutBacklog(code, reason));
      if (begun instanceof RunningSessions.NoPlace noPlace) {
        exchange.answer(noPlace.httpStatus(), noPlace.reason());
        return;
      }
      running.put(exchange.id(), (RunningSession) begun);
      handler.onRequest(exchange);
    }
  }

  @Override
  public void onBody(HttpExchange exchange, ByteBuffer piece, boolean last) {
    Undecided waiting = undecided.get(exchange.id());
    if (waiting == null) {
      handler.onBody(exchange, piece, last);
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(piece.remaining()).put(piece).flip();
    waiting.pieces.add(copy);
    waiting.ended |= last;
  }

  @Override
  public void onDrained(HttpExchange exchange) {
    handler.onDrained(exchange);
  }

  @Override
  public void onClosed(HttpExchange exchange, boolean complete) {
    undecided.remove(exchange.id());
    RunningSession ended = running.remove(exchange.id());
    try {
      handler.onClosed(exchange, complete);
    } finally {
      if (ended != null) {
        ended.close();
      }
    }
  }
}
