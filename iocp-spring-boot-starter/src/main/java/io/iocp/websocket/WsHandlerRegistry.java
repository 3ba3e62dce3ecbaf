package io.iocp.websocket;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects which handler serves which paths. At start-up, on one thread. */
public final class WsHandlerRegistry {

  private final List<WsRegistration> registrations = new ArrayList<>();
  private @Nullable HandshakeAuthenticator authenticator;
  private @Nullable WsObserver observer;

  /**
   * Has the handler serve the paths. Of several patterns that match the first one counts; two that
   * match the same paths are refused when the transport begins to listen.
   *
   * @param paths absolute; a segment {@code *} matches any one segment, {@code {name}} matches one
   *     and remembers it as {@link WsSession#variable}
   * @return options of this registration
   */
  public WsRegistration addHandler(WsHandler handler, String... paths) {
    WsRegistration registration = new WsRegistration(handler, List.of(paths));
    registrations.add(registration);
    return registration;
  }

  /**
   * Has somebody say, for the handshakes at all paths, who it is that shakes hands.
   *
   * @throws IllegalStateException when somebody else does already
   */
  public void setAuthenticator(HandshakeAuthenticator asked) {
    if (authenticator != null) {
      throw new IllegalStateException("two authenticators are registered for handshakes");
    }
    authenticator = asked;
  }

  /**
   * Has somebody observe the handshakes and messages of all paths.
   *
   * @throws IllegalStateException when somebody else does already
   */
  public void setObserver(WsObserver observing) {
    if (observer != null) {
      throw new IllegalStateException("two observers are registered for sessions");
    }
    observer = observing;
  }

  @Nullable WsObserver observer() {
    return observer;
  }

  @Nullable HandshakeAuthenticator authenticator() {
    return authenticator;
  }

  List<WsRegistration> registrations() {
    return List.copyOf(registrations);
  }
}
