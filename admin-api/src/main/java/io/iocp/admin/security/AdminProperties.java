package io.iocp.admin.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the administration API.
 *
 * @param access who may use the API; "closed" answers 403 to everybody, "open" lets in everybody
 *     who reaches the web port
 */
@ConfigurationProperties("iocp.admin")
record AdminProperties(@DefaultValue("closed") Access access) {

  enum Access {
    /** Nobody. */
    CLOSED,
    /** Everybody who reaches the web port. */
    OPEN
  }
}
