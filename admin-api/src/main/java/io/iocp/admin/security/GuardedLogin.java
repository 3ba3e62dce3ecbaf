package io.iocp.admin.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Checks names and passwords of those whom a {@link LoginGuard} lets try. */
final class GuardedLogin implements AuthenticationProvider {

  private static final int LONGEST_NAME = 256;

  private final AuthenticationProvider users;
  private final LoginGuard guard;

  GuardedLogin(AuthenticationProvider users, LoginGuard guard) {
    this.users = users;
    this.guard = guard;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication login) {
    String address =
        login.getDetails() instanceof WebAuthenticationDetails web && web.getRemoteAddress() != null
            ? web.getRemoteAddress()
            : "";
    String name = login.getName();
    String account = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    int seconds = guard.blockedSeconds(address, account);
    if (seconds > 0) {
      throw new TooManyLoginsException("too many failed logins", seconds);
    }
    try {
      Authentication user = users.authenticate(login);
      if (user != null) {
        guard.succeeded(address, account);
      }
      return user;
    } catch (BadCredentialsException | UsernameNotFoundException e) {
      guard.failed(address, account);
      throw e;
    }
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return users.supports(authentication);
  }
}
