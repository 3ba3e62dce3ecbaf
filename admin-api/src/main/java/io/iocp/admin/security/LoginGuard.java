package io.iocp.admin.security;

import io.iocp.access.AddressRange;
import io.iocp.access.LoginAttempts;
import io.iocp.access.LoginAttempts.ShutOut;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows down whoever guesses passwords, as {@link LoginAttempts} has it; who goes on after that is
 * banned for a while. Each time somebody is shut out is one line of the log. Any thread.
 */
final class LoginGuard {

  static final int BLOCKS_BEFORE_BAN = 4;
  static final Duration BAN = Duration.ofMinutes(30);

  private static final Logger logger = LoggerFactory.getLogger(LoginGuard.class);

  private static final int LOGGED_NAME_LENGTH = 64;

  private final LoginAttempts attempts;
  private final BiConsumer<InetAddress, Duration> ban;

  /**
   * @param ban shuts an address out of everything for a time
   */
  LoginGuard(NanoClock clock, BiConsumer<InetAddress, Duration> ban) {
    this.attempts = new LoginAttempts(clock, this::shutOut);
    this.ban = ban;
  }

  /** What is counted. */
  LoginAttempts attempts() {
    return attempts;
  }

  /**
   * Seconds for which a login is not looked at, rounded up; 0 when it is.
   *
   * @param address a literal, or empty if it is not known
   */
  int blockedSeconds(String address, String account) {
    return attempts.blockedSeconds(parsed(address), account);
  }

  /** The password was right. */
  void succeeded(String address, String account) {
    attempts.succeeded(parsed(address), account);
  }

  /** Name or password was wrong. */
  void failed(String address, String account) {
    attempts.failed(parsed(address), account, null);
  }

  private void shutOut(ShutOut shutOut) {
    InetAddress address = shutOut.address();
    String account = shutOut.account();
    logger.warn(
        "Passwords are being guessed: {} is shut out for {} s (last tried as {})",
        address == null ? "account" : "address " + address.getHostAddress(),
        shutOut.seconds(),
        AuditFilter.printable(
            account.length() > LOGGED_NAME_LENGTH
                ? account.substring(0, LOGGED_NAME_LENGTH)
                : account));
    if (address != null && shutOut.times() > BLOCKS_BEFORE_BAN && !address.isLoopbackAddress()) {
      ban.accept(address, BAN);
    }
  }

  private static @Nullable InetAddress parsed(String address) {
    int scope = address.indexOf('%');
    return AddressRange.tryParseAddress(scope < 0 ? address : address.substring(0, scope))
        .map(AddressRange::address)
        .orElse(null);
  }
}
