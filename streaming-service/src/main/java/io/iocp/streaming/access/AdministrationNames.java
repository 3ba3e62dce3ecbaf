package io.iocp.streaming.access;

import io.iocp.admin.security.Visibility;
import io.iocp.admin.security.VisibilityDirectory;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Shows those who have logged in to administration what the rules let them list. Any thread. */
public final class AdministrationNames implements VisibilityDirectory {

  private final AccessControl control;
  private final RunningSessions sessions;

  /** By this control, which knows who is there in these sessions. */
  public AdministrationNames(AccessControl control, RunningSessions sessions) {
    this.control = control;
    this.sessions = sessions;
  }

  /** Everything where no rules say who may list what. */
  @Override
  public Visibility of(Authentication user, @Nullable InetAddress address) {
    if (control.mode() != AccessMode.RULES) {
      return Visibility.EVERYTHING;
    }
    Caller caller =
        user instanceof JwtAuthenticationToken jwt
            ? JwtTokens.caller(jwt.getToken())
            : UserPasswords.caller(user);
    return new VisibleNames(
        control,
        sessions,
        caller,
        Objects.requireNonNullElseGet(address, InetAddress::getLoopbackAddress),
        NanoClock.system());
  }
}
