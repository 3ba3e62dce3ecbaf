package io.iocp.admin.security;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Checks the names and passwords of those who may log in, for other parts of the application that
 * ask for them. Any thread that may block: checking an encoded password is slow, and waits for its
 * turn.
 */
public final class PasswordCheck {

  private final AuthenticationProvider users;

  PasswordCheck(AuthenticationProvider users) {
    this.users = users;
  }

  /**
   * Who it is.
   *
   * @throws org.springframework.security.core.AuthenticationException when the name or the password
   *     is wrong, the account is not to be used, or that cannot be told now
   */
  public Authentication check(String name, String password) {
    Authentication user =
        users.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(name, password));
    if (user == null) {
      throw new BadCredentialsException("not an authentication with a user name and password");
    }
    return user;
  }
}
