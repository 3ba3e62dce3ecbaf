package io.iocp.streaming.access;

import io.iocp.access.LoginAttempts;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.time.NanoClock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who somebody is, and slows down those who guess. Any thread that may block. */
final class Authenticator {

  private static final Logger logger = LoggerFactory.getLogger(AccessControl.class);

  private static final int LOGGED_NAME_LENGTH = 64;
  private static final int LONGEST_ACCOUNT = 256;

  private final Supplier<AccessPolicy> policy;
  private final CredentialCheck passwords;
  private final CredentialCheck jwts;
  private final CredentialCheck logins;
  private final Tickets tickets;
  private final LoginAttempts attempts;
  private final Revocations revocations;
  private final boolean othersKnow;

  /**
   * @param othersKnow whether credentials that nobody here knows may be good all the same
   */
  Authenticator(
      Supplier<AccessPolicy> policy,
      CredentialCheck passwords,
      CredentialCheck jwts,
      CredentialCheck logins,
      Tickets tickets,
      Revocations revocations,
      boolean othersKnow,
      NanoClock clock) {
    this.policy = policy;
    this.passwords = passwords;
    this.jwts = jwts;
    this.logins = logins;
    this.tickets = tickets;
    this.revocations = revocations;
    this.othersKnow = othersKnow;
    this.attempts = new LoginAttempts(clock, Authenticator::shutOut);
  }

  /** Failed logins. */
  LoginAttempts attempts() {
    return attempts;
  }

  private static void shutOut(LoginAttempts.ShutOut shutOut) {
    String account = shutOut.account().replaceAll("\\p{Cntrl}", "?");
    logger.warn(
        "Credentials are being guessed: {} is shut out for {} s{}",
        shutOut.address() == null ? "account" : "address " + shutOut.address().getHostAddress(),
        shutOut.seconds(),
        account.isEmpty()
            ? ""
            : " (last tried as "
                + account.substring(0, Math.min(account.length(), LOGGED_NAME_LENGTH))
                + ")");
  }

  /** Whether these take time to check. */
  boolean mayTakeLong(Credentials credentials) {
    return credentials.kind() == Credentials.Kind.PASSWORD || readsJwt(credentials);
  }

  private boolean readsJwt(Credentials credentials) {
    return jwts != CredentialCheck.NOBODY && credentials.isJwt();
  }

  /**
   * Who it is.
   *
   * @param use whether a ticket is used up
   */
  Identity identify(AccessRequest request, boolean use) {
    Credentials credentials = request.credentials();
    if (credentials.kind() == Credentials.Kind.NONE) {
      return Caller.ANONYMOUS;
    }
    if (credentials.kind() == Credentials.Kind.LOGIN) {
      return loggedIn(credentials);
    }
    String account = account(credentials);
    int blockedSeconds = attempts.blockedSeconds(request.remoteAddress(), account);
    if (blockedSeconds > 0) {
      return new Denied(
          AccessCounter.REFUSED_THROTTLED,
          429,
          "too many failed logins from your address, or to this account",
          blockedSeconds);
    }
    Caller caller;
    try {
      caller = check(request, use);
    } catch (RuntimeException e) {
      logger.warn("Checking credentials failed: {}", e.getClass().getName());
      return new Denied(
          AccessCounter.REFUSED_UNAVAILABLE, 503, "credentials cannot be checked at the moment");
    }
    if (caller == null) {
      return mayBeKnownElsewhere(credentials) ? new Identity.Unproven() : failed(request);
    }
    succeeded(request);
    return revocations.affect(caller) ? revoked() : caller;
  }

  /** Tokens and tickets have no name. */
  private static @Nullable String account(Credentials credentials) {
    if (credentials.kind() != Credentials.Kind.PASSWORD) {
      return null;
    }
    String name = credentials.name();
    return name.length() > LONGEST_ACCOUNT ? name.substring(0, LONGEST_ACCOUNT) : name;
  }

  /** Whose login has ended is nobody, and no guess: browsers keep cookies for long. */
  private Identity loggedIn(Credentials credentials) {
    Caller caller = logins.check(credentials);
    if (caller == null) {
      return Caller.ANONYMOUS;
    }
    return revocations.affect(caller) ? revoked() : caller;
  }

  private boolean mayBeKnownElsewhere(Credentials credentials) {
    return othersKnow
        && (credentials.kind() == Credentials.Kind.TOKEN
            || credentials.kind() == Credentials.Kind.PASSWORD);
  }

  /** These credentials were right: who has them is not shut out here for what others try. */
  void succeeded(AccessRequest request) {
    String account = account(request.credentials());
    if (account != null) {
      attempts.succeeded(request.remoteAddress(), account);
    }
  }

  /** Nobody knows these credentials: somebody may be guessing. */
  Denied failed(AccessRequest request) {
    attempts.failed(
        request.remoteAddress(),
        account(request.credentials()),
        request.credentials().fingerprint());
    return new Denied(
        AccessCounter.REFUSED_CREDENTIALS,
        401,
        "the token, ticket or password is invalid or expired");
  }

  static Denied revoked() {
    return new Denied(AccessCounter.REFUSED_REVOKED, 401, "access was revoked");
  }

  private @Nullable Caller check(AccessRequest request, boolean use) {
    Credentials credentials = request.credentials();
    return switch (credentials.kind()) {
      case NONE -> Caller.ANONYMOUS;
      case TOKEN -> token(credentials);
      case TICKET ->
          tickets.present(
              credentials.secret(),
              request.action(),
              request.name(),
              request.remoteAddress(),
              use ? Tickets.Use.of(credentials.isOfManyRequests()) : Tickets.Use.LOOK);
      case PASSWORD -> passwords.check(credentials);
      case LOGIN -> logins.check(credentials);
      case MALFORMED -> null;
    };
  }

  private @Nullable Caller token(Credentials credentials) {
    Caller caller = policy.get().tokens().find(credentials.secret());
    return caller == null && readsJwt(credentials) ? jwts.check(credentials) : caller;
  }
}
