package io.iocp.streaming.access;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as that is proved.
 *
 * @param name name of the token or user; empty for somebody unknown
 * @param roles roles of a user
 * @param claims what else the caller's own token says, each as {@code NAME=VALUE}
 * @param carried names that the caller's own token lets it do something with, whatever the rules
 *     say
 * @param proofs what proved it, so that it can be revoked: {@code jwt:ID}, {@code ticket:ID},
 *     {@code session:ID} or the hash of a token
 * @param until when what proves it expires, or null for never
 */
record Caller(
    Kind kind,
    String name,
    Set<String> roles,
    Set<String> claims,
    Map<Action, List<NamePattern>> carried,
    Set<String> proofs,
    @Nullable Instant until)
    implements Identity {

  static final Caller ANONYMOUS = of(Kind.ANONYMOUS, "");

  enum Kind {
    ANONYMOUS,
    TOKEN,
    USER,
    /** Somebody whom only the access callback knows. */
    CALLBACK
  }

  private static Caller of(Kind kind, String name) {
    return new Caller(kind, name, Set.of(), Set.of(), Map.of(), Set.of(), null);
  }

  /**
   * The holder of a static token.
   *
   * @param hash of this token; others may have the same name
   */
  static Caller token(String name, String hash) {
    return of(Kind.TOKEN, name).provedBy(hash);
  }

  static Caller user(String name, Set<String> roles) {
    return new Caller(Kind.USER, name, Set.copyOf(roles), Set.of(), Map.of(), Set.of(), null);
  }

  static Caller ofCallback(String name) {
    return of(Kind.CALLBACK, name);
  }

  Caller provedBy(String proof) {
    Set<String> all = Stream.concat(proofs.stream(), Stream.of(proof)).collect(Collectors.toSet());
    return new Caller(kind, name, roles, claims, carried, all, until);
  }

  /** One who may do just this, until then, and what it may already. */
  Caller carrying(Action action, String what, @Nullable Instant end) {
    return new Caller(
        kind, name, roles, claims, Map.of(action, List.of(new NamePattern(what))), proofs, end);
  }

  boolean isAnonymous() {
    return kind == Kind.ANONYMOUS;
  }

  /** Such as {@code user:anna}; the kind alone for somebody without a name. */
  String identity() {
    String prefix = kind.name().toLowerCase(Locale.ROOT);
    return name.isEmpty() ? prefix : prefix + ":" + name;
  }

  /** All by which this can be revoked. */
  Stream<String> keys() {
    return isAnonymous() ? proofs.stream() : Stream.concat(Stream.of(identity()), proofs.stream());
  }

  /** Whether the caller's own token names what it may do. Who may watch may list. */
  boolean carriesRightTo(Action action, String what) {
    return carries(action, what) || (action == Action.LIST && carries(Action.WATCH, what));
  }

  private boolean carries(Action action, String what) {
    return carried.getOrDefault(action, List.of()).stream()
        .anyMatch(pattern -> pattern.matches(what));
  }
}
