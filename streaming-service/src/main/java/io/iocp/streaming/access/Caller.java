package io.iocp.streaming.access;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as that is proved.
 *
 * @param name name of the token or user; empty for somebody unknown
 * @param roles roles of a user
 * @param publish names that the caller's own token lets it publish, whatever the rules say
 * @param watch names that the caller's own token lets it watch, whatever the rules say
 * @param until when what proves it expires, or null for never
 */
record Caller(
    Kind kind,
    String name,
    Set<String> roles,
    List<NamePattern> publish,
    List<NamePattern> watch,
    @Nullable Instant until)
    implements Identity {

  static final Caller ANONYMOUS =
      new Caller(Kind.ANONYMOUS, "", Set.of(), List.of(), List.of(), null);

  enum Kind {
    ANONYMOUS,
    TOKEN,
    USER
  }

  static Caller token(String name) {
    return new Caller(Kind.TOKEN, name, Set.of(), List.of(), List.of(), null);
  }

  static Caller user(String name, Set<String> roles) {
    return new Caller(Kind.USER, name, Set.copyOf(roles), List.of(), List.of(), null);
  }

  boolean isAnonymous() {
    return kind == Kind.ANONYMOUS;
  }

  /** Whether the caller's own token names what it may do. */
  boolean carriesRightTo(Action action, String name) {
    List<NamePattern> patterns =
        switch (action) {
          case PUBLISH -> publish;
          case WATCH, LIST -> watch;
          case FILES -> List.of();
        };
    return patterns.stream().anyMatch(pattern -> pattern.matches(name));
  }
}
