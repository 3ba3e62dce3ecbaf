package io.iocp.streaming.access;

import io.iocp.admin.security.PasswordCheck;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;

/** The users of the application, with the passwords that administration asks for. */
final class UserPasswords implements CredentialCheck {

  private static final String ROLE = "ROLE_";

  private final PasswordCheck users;

  UserPasswords(PasswordCheck users) {
    this.users = users;
  }

  @Override
  public @Nullable Caller check(Credentials credentials) {
    Authentication user;
    try {
      user = users.check(credentials.name(), credentials.secret());
    } catch (AuthenticationServiceException e) {
      throw e; // Nothing is wrong with the password, as far as is known.
    } catch (AuthenticationException e) {
      return null;
    }
    return caller(user);
  }

  /** Somebody who has logged in. */
  static Caller caller(Authentication user) {
    Set<String> roles =
        user.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .filter(authority -> authority != null && authority.startsWith(ROLE))
            .map(authority -> authority.substring(ROLE.length()))
            .collect(Collectors.toSet());
    return Caller.user(user.getName(), roles);
  }
}
