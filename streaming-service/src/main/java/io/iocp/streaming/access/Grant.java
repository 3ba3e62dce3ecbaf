package io.iocp.streaming.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody was let do, why, and for how long: a session begins with it. */
public final class Grant {

  /** Why somebody is let in. */
  enum Basis {
    EVERYBODY("open to everybody"),
    RULE("rule"),
    CARRIED("claim of the token"),
    CALLBACK("access callback");

    private final String text;

    Basis(String text) {
      this.text = text;
    }
  }

  private final AccessRequest request;
  private final Caller caller;
  private final Basis basis;
  private final @Nullable ActiveRule rule;
  private final @Nullable Instant until;

  /**
   * @param rule what let them, or null if that was something else
   * @param until when what proves who they are expires, or null for never
   */
  Grant(
      AccessRequest request,
      Caller caller,
      Basis basis,
      @Nullable ActiveRule rule,
      @Nullable Instant until) {
    this.request = request;
    this.caller = caller;
    this.basis = basis;
    this.rule = rule;
    this.until = until;
  }

  Action action() {
    return request.action();
  }

  AccessRequest request() {
    return request;
  }

  Caller caller() {
    return caller;
  }

  Basis basis() {
    return basis;
  }

  @Nullable ActiveRule rule() {
    return rule;
  }

  @Nullable Instant until() {
    return until;
  }

  /** By which right somebody is there, in words. */
  String right() {
    return rule == null ? basis.text : rule.text();
  }
}
