package io.iocp.admin.security;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the administration API.
 *
 * @param users who may log in with a password, by name; with neither users nor tokens configured
 *     there is one operator, whose password is generated and printed at the start
 * @param prometheusAccess who may read the Prometheus endpoint: authenticated for viewers, open for
 *     everybody who reaches its port
 */
@ConfigurationProperties("iocp.admin")
record AdminProperties(
    @DefaultValue Map<String, User> users,
    @DefaultValue("authenticated") PrometheusAccess prometheusAccess) {

  AdminProperties {
    users = Map.copyOf(users);
    users.forEach(
        (name, user) -> {
          if (user.password() == null || user.password().isBlank()) {
            throw new IllegalArgumentException(
                "iocp.admin.users." + name + ".password must not be empty");
          }
        });
  }

  /**
   * Somebody who may log in.
   *
   * @param password as it is typed, or encoded with its scheme in front, such as {bcrypt}$2a$10$…
   * @param role viewer may read, operator may also change
   */
  record User(String password, @DefaultValue("viewer") AdminRole role) {

    /** Without what must not be logged. */
    @Override
    public String toString() {
      return "User[role=" + role + "]";
    }
  }

  enum PrometheusAccess {
    /** Viewers and operators. */
    AUTHENTICATED,
    /** Everybody who reaches the port. */
    OPEN
  }
}
