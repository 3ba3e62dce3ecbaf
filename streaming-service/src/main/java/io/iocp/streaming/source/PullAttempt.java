package io.iocp.streaming.source;

import io.iocp.streaming.relay.Via;
import io.iocp.streaming.stream.StreamId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks one origin after the other for a stream, until one gives it; one connection at a time. It
 * ends when that one ends, or when none has given anything.
 */
final class PullAttempt implements Attempt {

  /** How one origin is asked. */
  @FunctionalInterface
  interface Asking {

    Attempt ask(SourceUrl url, PullRules rules, Events events);
  }

  /** What is particular of one stream. */
  interface Hearing {

    /** Rules for watching this origin. */
    PullRules rules(Origin origin);

    /** It begins to ask this one. */
    void asks(Origin origin);

    /** It begins to give media. */
    void gives(Origin origin);

    /** It has given none. */
    void failed(Origin origin);

    /** It has said that the stream has ended. */
    void over();

    /** Whoever was asked has no such stream. */
    void absent();
  }

  private final StreamId id;
  private final Via via;
  private final Hearing hearing;
  private final Asking asking;
  private final Events events;
  // All below guarded by this.
  private final Deque<Origin> left = new ArrayDeque<>();
  private final List<String> reasons = new ArrayList<>();
  private boolean absent = true;
  private @Nullable Asked asked;
  private @Nullable Attempt current;
  private boolean stopping;

  private PullAttempt(StreamId id, Via via, Hearing hearing, Asking asking, Events events) {
    this.id = id;
    this.via = via;
    this.hearing = hearing;
    this.asking = asking;
    this.events = events;
  }

  /**
   * Begins.
   *
   * @param via the servers that have asked for it, this one included
   * @param lookups where origins are found, which may wait
   */
  static Attempt start(
      StreamId id,
      Via via,
      OriginDirectory origins,
      Hearing hearing,
      Asking asking,
      Executor lookups,
      Events events) {
    PullAttempt attempt = new PullAttempt(id, via, hearing, asking, events);
    lookups.execute(() -> attempt.find(origins));
    return attempt;
  }

  private void find(OriginDirectory origins) {
    try {
      List<Origin> found = origins.find(id);
      synchronized (this) {
        left.addAll(found);
      }
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        absent = false;
        reasons.add("origins cannot be found: " + e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      synchronized (this) {
        absent = false;
      }
    }
    next();
  }

  private void next() {
    Origin origin;
    boolean nowhere;
    synchronized (this) {
      asked = null;
      current = null;
      origin = stopping ? null : left.poll();
      nowhere = absent && !stopping;
    }
    if (origin != null) {
      ask(origin);
      return;
    }
    if (nowhere) {
      hearing.absent();
    }
    events.ended(why());
  }

  private synchronized String why() {
    if (stopping) {
      return "stopped";
    }
    return reasons.isEmpty() ? "no server has it" : String.join("; ", reasons);
  }

  private void ask(Origin origin) {
    hearing.asks(origin);
    PullRules rules = hearing.rules(origin);
    Asked next = new Asked(origin, rules);
    synchronized (this) {
      asked = next;
    }
    Attempt begun = asking.ask(origin.watch(id, via), rules, next);
    boolean late;
    synchronized (this) {
      if (asked == next) { // It may have ended already, and another one be asked.
        current = begun;
      }
      late = stopping;
    }
    if (late) {
      begun.stop();
    }
  }

  @Override
  public void stop() {
    Attempt running;
    synchronized (this) {
      stopping = true;
      running = current;
    }
    if (running != null) {
      running.stop();
    }
  }

  @Override
  public void pause() {
    Attempt running;
    synchronized (this) {
      stopping = true;
      running = current;
    }
    if (running != null) {
      running.pause();
    }
  }

  @Override
  public void kill() {
    Attempt running;
    synchronized (this) {
      running = current;
    }
    if (running != null) {
      running.kill();
    }
  }

  /** What is heard of one origin. */
  private final class Asked implements Events {

    private final Origin origin;
    private final PullRules rules;
    // Only accessed in the session's context, and by its end.
    private volatile boolean gives;

    Asked(Origin origin, PullRules rules) {
      this.origin = origin;
      this.rules = rules;
    }

    @Override
    public void came(int bytes) {
      if (!gives) {
        gives = true;
        hearing.gives(origin);
      }
      events.came(bytes);
    }

    @Override
    public void heard() {
      events.heard();
    }

    @Override
    public void ended(String why) {
      if (gives) {
        if (rules.hasEnded()) {
          hearing.over();
        }
        events.ended(origin + ": " + why);
        return;
      }
      hearing.failed(origin);
      synchronized (PullAttempt.this) {
        absent &= rules.isAbsent();
        reasons.add(origin + ": " + why);
      }
      next();
    }
  }
}
