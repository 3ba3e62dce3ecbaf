package io.iocp.admin.security;

import io.iocp.admin.AdminApi;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the page who uses it, and gives it the token against forged requests. */
@RestController
class SessionController {

  static final String PATH = AdminApi.PAGE_PATH + "/session";

  private final boolean passwords;

  /**
   * @param passwords whether one can log in with a password
   */
  SessionController(boolean passwords) {
    this.passwords = passwords;
  }

  @GetMapping(PATH)
  SessionView session(@Nullable Authentication user) {
    return user == null
        ? new SessionView(null, null, passwords)
        : new SessionView(user.getName(), role(user), passwords);
  }

  private static @Nullable String role(Authentication user) {
    Set<String> authorities =
        user.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .collect(Collectors.toSet());
    for (AdminRole role : new AdminRole[] {AdminRole.OPERATOR, AdminRole.VIEWER}) {
      if (authorities.contains("ROLE_" + role.roleName())) {
        return role.roleName();
      }
    }
    return null;
  }
}
