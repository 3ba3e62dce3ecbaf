package io.iocp.admin.security;

import io.iocp.access.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords as they stand in the configuration: encoded, with the algorithm in front in braces, or
 * typed. Typed ones are compared, in a time that does not depend on where they differ. Checking an
 * encoded one is slow on purpose, and anybody may ask for it: half of the processors at most are
 * busy with that, so that guessing passwords does not stop streams. Some others wait for their
 * turn, and the rest is told to come again.
 */
final class AdminPasswords implements PasswordEncoder {

  private static final Pattern ENCODED = Pattern.compile("^\\{[^}]+}.*", Pattern.DOTALL);
  private static final String TYPED = "{noop}";

  private static final int PLACES_PER_TURN = 4;

  private final boolean typedOnly;
  private final PasswordEncoder encodings;
  private final Semaphore turns;
  // Whoever checks or waits: a thread of the web server each.
  private final Semaphore places;

  /**
   * @param typedOnly whether no password is encoded: a wrong name then costs as little as a wrong
   *     password, so that the time of an answer tells nothing
   */
  AdminPasswords(boolean typedOnly) {
    this(
        typedOnly,
        PasswordEncoderFactories.createDelegatingPasswordEncoder(),
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /**
   * @param encodings knows encoded passwords
   * @param atOnce most checks of such at once
   */
  AdminPasswords(boolean typedOnly, PasswordEncoder encodings, int atOnce) {
    this.typedOnly = typedOnly;
    this.encodings = encodings;
    this.turns = new Semaphore(atOnce, true);
    this.places = new Semaphore(atOnce * PLACES_PER_TURN);
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
      if (!places.tryAcquire()) {
        throw new TooManyLoginsException("too many passwords are being checked", 1);
      }
      try {
        turns.acquireUninterruptibly();
        try {
          return encodings.matches(password, encoded);
        } finally {
          turns.release();
        }
      } finally {
        places.release();
      }
    }
    return Secrets.areSame(
        encoded.substring(TYPED.length()).getBytes(StandardCharsets.UTF_8),
        password.toString().getBytes(StandardCharsets.UTF_8));
  }
}
