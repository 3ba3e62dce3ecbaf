package io.iocp.admin.security;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/**
 * Those who may log in with a password.
 *
 * <p>It is no {@code UserDetailsPasswordService} on purpose: Spring Security would encode a typed
 * password anew at its first use, with an algorithm that is slow by design, and compute that for
 * each request of a program from then on.
 */
final class AdminUsers implements UserDetailsService {

  /** The one there is when nobody has been configured. */
  static final String GENERATED_NAME = "operator";

  private static final Logger logger = LoggerFactory.getLogger(AdminUsers.class);

  private static final int GENERATED_BITS = 128;

  private final InMemoryUserDetailsManager users = new InMemoryUserDetailsManager();
  private boolean typedOnly = true;

  private AdminUsers() {}

  static AdminUsers configured(Map<String, AdminProperties.User> configured) {
    AdminUsers users = new AdminUsers();
    configured.forEach((name, user) -> users.add(name, user.password(), user.role()));
    return users;
  }

  /** One operator, whose password this start of the server made up and prints. */
  static AdminUsers generated() {
    String password = new BigInteger(GENERATED_BITS, new SecureRandom()).toString(36);
    AdminUsers users = new AdminUsers();
    users.add(GENERATED_NAME, password, AdminRole.OPERATOR);
    logger.warn(
        "Administration: log in as {} with the password {} (generated for this run; configure "
            + "iocp.admin.users to replace it)",
        GENERATED_NAME,
        password);
    return users;
  }

  private void add(String name, String password, AdminRole role) {
    boolean encoded = AdminPasswords.isEncoded(password);
    typedOnly &= !encoded;
    users.createUser(
        User.withUsername(name)
            .password(encoded ? password : AdminPasswords.typed(password))
            .roles(role.roleName())
            .build());
  }

  @Override
  public UserDetails loadUserByUsername(String name) {
    return users.loadUserByUsername(name);
  }

  /** Checks names and passwords. */
  AuthenticationProvider check() {
    DaoAuthenticationProvider provider = new DaoAuthenticationProvider(this);
    provider.setPasswordEncoder(new AdminPasswords(typedOnly));
    return provider;
  }
}
