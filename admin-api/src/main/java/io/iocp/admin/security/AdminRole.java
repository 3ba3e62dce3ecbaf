package io.iocp.admin.security;

import java.util.Locale;

/** What somebody may do; who may change may also read. */
enum AdminRole {
  /** May read everything that administration shows. */
  VIEWER,
  /** May read, and may change. */
  OPERATOR;

  /** The role as Spring Security, tokens and configuration name it. */
  String roleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
