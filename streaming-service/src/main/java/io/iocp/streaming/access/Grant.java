package io.iocp.streaming.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody was let do, and for how long: a session begins with it. */
public final class Grant {

  private final Action action;
  private final @Nullable ActiveRule rule;
  private final @Nullable Instant until;

  /**
   * @param rule what let them, or null if that was their own token, or everybody may
   * @param until when what proves who they are expires, or null for never
   */
  Grant(Action action, @Nullable ActiveRule rule, @Nullable Instant until) {
    this.action = action;
    this.rule = rule;
    this.until = until;
  }

  Action action() {
    return action;
  }

  @Nullable ActiveRule rule() {
    return rule;
  }

  @Nullable Instant until() {
    return until;
  }
}
