package io.iocp.admin.security;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the administration API.
 *
 * @param users Users that log in with a password, by name. If neither users nor bearer tokens are
 *     configured, the password of the user operator is generated and logged at startup.
 * @param prometheusAccess Access to the Prometheus endpoint: authenticated or open.
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
   * A user that may log in.
   *
   * @param password Password, in plain text or encoded with its scheme as a prefix, such as
   *     {bcrypt}$2a$10$….
   * @param role Role of the user: viewer may read, operator may also change.
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
