package io.iocp.admin.security;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Those who may log in with a password. */
final class AdminUsers {

  /** The one there is when nobody has been configured. */
  static final String GENERATED_NAME = "operator";

  private static final Logger logger = LoggerFactory.getLogger(AdminUsers.class);

  private static final int GENERATED_BITS = 128;
  private static final Pattern ENCODED = Pattern.compile("^\\{[^}]+}.*", Pattern.DOTALL);

  private AdminUsers() {}

  static UserDetailsService configured(Map<String, AdminProperties.User> users) {
    InMemoryUserDetailsManager manager = new InMemoryUserDetailsManager();
    users.forEach((name, user) -> add(manager, name, user.password(), user.role()));
    return manager;
  }

  /** One operator, whose password this start of the server made up and prints. */
  static UserDetailsService generated() {
    String password = new BigInteger(GENERATED_BITS, new SecureRandom()).toString(36);
    InMemoryUserDetailsManager manager = new InMemoryUserDetailsManager();
    add(manager, GENERATED_NAME, password, AdminRole.OPERATOR);
    logger.warn(
        "Administration: log in as {} with the password {}, generated for this run;"
            + " iocp.admin.users sets users of your own",
        GENERATED_NAME,
        password);
    return manager;
  }

  private static void add(
      InMemoryUserDetailsManager manager, String name, String password, AdminRole role) {
    manager.createUser(
        User.withUsername(name)
            .password(ENCODED.matcher(password).matches() ? password : "{noop}" + password)
            .roles(role.roleName())
            .build());
  }
}
