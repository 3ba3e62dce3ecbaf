package io.iocp.admin.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords as they stand in the configuration: encoded, with the algorithm in front in braces, or
 * typed. Typed ones are compared, in a time that does not depend on where they differ.
 */
final class AdminPasswords implements PasswordEncoder {

  private static final Pattern ENCODED = Pattern.compile("^\\{[^}]+}.*", Pattern.DOTALL);
  private static final String TYPED = "{noop}";

  private final PasswordEncoder encodings =
      PasswordEncoderFactories.createDelegatingPasswordEncoder();
  private final boolean typedOnly;

  /**
   * @param typedOnly whether no password is encoded: a wrong name then costs as little as a wrong
   *     password, so that the time of an answer tells nothing
   */
  AdminPasswords(boolean typedOnly) {
    this.typedOnly = typedOnly;
  }

  static boolean isEncoded(String password) {
    return ENCODED.matcher(password).matches();
  }

  static String typed(String password) {
    return TYPED + password;
  }

  @Override
  public @Nullable String encode(@Nullable CharSequence password) {
    return typedOnly && password != null ? typed(password.toString()) : encodings.encode(password);
  }

  @Override
  public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
    if (password == null || encoded == null || !encoded.startsWith(TYPED)) {
      return encodings.matches(password, encoded);
    }
    return MessageDigest.isEqual(
        password.toString().getBytes(StandardCharsets.UTF_8),
        encoded.substring(TYPED.length()).getBytes(StandardCharsets.UTF_8));
  }
}
