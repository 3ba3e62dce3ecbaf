package io.iocp.admin.security;

import java.util.Locale;
import org.springframework.security.core.Authentication;

/** What somebody may do; who may change may also read. */
enum AdminRole {
  /** May read what administration shows, as far as it may know of it. */
  VIEWER,
  /** May read, and may change. */
  OPERATOR;

  /** The role as Spring Security, tokens and configuration name it. */
  String roleName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether somebody has it. */
  boolean isOf(Authentication user) {
    return user.getAuthorities().stream()
        .anyMatch(authority -> ("ROLE_" + roleName()).equals(authority.getAuthority()));
  }
}
