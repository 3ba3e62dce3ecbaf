package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import io.iocp.admin.security.PasswordCheck;
import io.iocp.file.FileName;
import io.iocp.statistics.Counters;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * The one place that decides who may publish, watch, list and exchange files, whatever protocol
 * asks. By rules: the first that is for the caller, the action and the name lets it in; without one
 * nobody is let in.
 *
 * <p>Any thread; see {@link #mayTakeLong} for those that must not block.
 */
public final class AccessControl {

  private static final Logger logger = LoggerFactory.getLogger(AccessControl.class);

  private final AccessMode mode;
  private final List<ActiveRule> rules;
  private final StaticTokens tokens;
  private final CredentialCheck passwords;
  private final CredentialCheck jwts;
  private final Tickets tickets;
  private final FailedAttempts attempts;
  private final RefusalLog refusals;

  AccessControl(
      AccessMode mode,
      List<AccessRule> rules,
      StaticTokens tokens,
      CredentialCheck passwords,
      CredentialCheck jwts,
      InstantSource clock,
      NanoClock nanoClock) {
    this.mode = mode;
    this.rules = rules.stream().map(ActiveRule::new).toList();
    this.tokens = tokens;
    this.passwords = passwords;
    this.jwts = jwts;
    this.tickets = new Tickets(clock);
    this.attempts = new FailedAttempts(nanoClock);
    this.refusals = new RefusalLog(nanoClock);
  }

  /**
   * Decides by the machine's clocks.
   *
   * @param passwords checks users' passwords, or null if users have none
   * @param jwts reads JWTs, or null if none count
   */
  public static AccessControl create(
      AccessMode mode,
      List<AccessRule> rules,
      StaticTokens tokens,
      @Nullable PasswordCheck passwords,
      @Nullable JwtDecoder jwts) {
    return new AccessControl(
        mode,
        rules,
        tokens,
        passwords == null ? CredentialCheck.NOBODY : new UserPasswords(passwords),
        jwts == null ? CredentialCheck.NOBODY : new JwtTokens(jwts),
        InstantSource.system(),
        NanoClock.system());
  }

  /** How often what was refused. */
  public Counters<AccessCounter> counters() {
    return refusals.counters();
  }

  /** Whether to decide with these credentials may block: not on an I/O worker then. */
  public boolean mayTakeLong(Credentials credentials) {
    return mode == AccessMode.RULES
        && (credentials.kind() == Credentials.Kind.PASSWORD || isJwt(credentials));
  }

  private boolean isJwt(Credentials credentials) {
    return jwts != CredentialCheck.NOBODY
        && credentials.kind() == Credentials.Kind.TOKEN
        && credentials.secret().chars().filter(each -> each == '.').count() == 2;
  }

  /** Decides, counts, and uses a ticket up. */
  public AccessDecision decide(AccessRequest request) {
    AccessDecision decision = decision(request, true);
    if (decision instanceof Denied denied) {
      refusals.refused(request, denied);
    }
    return decision;
  }

  /**
   * Decides at once, or by a job where that may block.
   *
   * @param jobs runs what may block on another thread, and says whether it will
   * @param answer hears the decision once, on this thread or on the job's
   */
  void decide(AccessRequest request, Predicate<Runnable> jobs, Consumer<AccessDecision> answer) {
    if (!mayTakeLong(request.credentials())) {
      answer.accept(decide(request));
    } else if (!jobs.test(() -> answer.accept(decide(request)))) {
      Denied busy =
          new Denied(AccessCounter.REFUSED_UNAVAILABLE, 503, "too many logins in progress");
      refusals.refused(request, busy);
      answer.accept(busy);
    }
  }

  /** What {@link #decide(AccessRequest)} would say: for telling somebody why, without doing it. */
  public AccessDecision look(AccessRequest request) {
    return decision(request, false);
  }

  private AccessDecision decision(AccessRequest request, boolean use) {
    if (mode == AccessMode.CLOSED) {
      return new Denied(AccessCounter.REFUSED_CLOSED, 403, closed(request.action()));
    }
    Optional<String> problem = whyInvalid(request);
    if (problem.isPresent()) {
      return new Denied(AccessCounter.REFUSED_INVALID_NAME, 400, problem.get());
    }
    if (mode == AccessMode.OPEN) {
      return new Granted(new Grant(request.action(), null, null));
    }
    Identity identity = identify(request, use);
    if (identity instanceof Caller caller) {
      return decision(caller, request.action(), request.name());
    }
    return (Denied) identity;
  }

  private static String closed(Action action) {
    return action == Action.FILES
        ? "file transfers are disabled: set streaming.security.mode"
        : "publishing and watching are disabled: set streaming.security.mode";
  }

  private static Optional<String> whyInvalid(AccessRequest request) {
    if (request.action() != Action.FILES) {
      return StreamId.whyInvalid(request.name());
    }
    return request.name().equals(AccessRequest.EVERY_NAME)
        ? Optional.empty()
        : FileName.whyInvalid(request.name());
  }

  private AccessDecision decision(Caller caller, Action action, String name) {
    if (caller.carriesRightTo(action, name)) {
      return new Granted(new Grant(action, null, caller.until()));
    }
    for (ActiveRule rule : rules) {
      if (rule.lets(caller, action, name)) {
        return new Granted(new Grant(action, rule, caller.until()));
      }
    }
    return caller.isAnonymous()
        ? new Denied(
            AccessCounter.REFUSED_ANONYMOUS, 401, "a token, a ticket or a password is required")
        : new Denied(AccessCounter.REFUSED_NOT_ALLOWED, 403, "no rule permits this");
  }

  private Identity identify(AccessRequest request, boolean use) {
    Credentials credentials = request.credentials();
    if (credentials.kind() == Credentials.Kind.NONE) {
      return Caller.ANONYMOUS;
    }
    int blockedSeconds = attempts.blockedSeconds(request.remoteAddress());
    if (blockedSeconds > 0) {
      return new Denied(
          AccessCounter.REFUSED_THROTTLED,
          429,
          "too many failed logins from your address",
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
      attempts.failed(request.remoteAddress(), credentials.fingerprint());
      return new Denied(
          AccessCounter.REFUSED_CREDENTIALS,
          401,
          "the token, ticket or password is invalid or expired");
    }
    return caller;
  }

  private @Nullable Caller check(AccessRequest request, boolean use) {
    Credentials credentials = request.credentials();
    return switch (credentials.kind()) {
      case NONE -> Caller.ANONYMOUS;
      case TOKEN -> token(credentials);
      case TICKET ->
          tickets.present(
              credentials.secret(), request.action(), request.name(), request.remoteAddress(), use);
      case PASSWORD -> passwords.check(credentials);
      case MALFORMED -> null;
    };
  }

  private @Nullable Caller token(Credentials credentials) {
    String name = tokens.find(credentials.secret());
    if (name != null) {
      return Caller.token(name);
    }
    return isJwt(credentials) ? jwts.check(credentials) : null;
  }

  /**
   * Which streams somebody may list: those they may watch, too. A ticket is for one session, and
   * lists nothing by itself.
   *
   * @return what names pass, or why nothing is listed at all
   */
  public Listing listing(Credentials credentials, InetAddress remoteAddress) {
    if (mode != AccessMode.RULES) {
      return new Listing(name -> true, null);
    }
    Credentials counting =
        credentials.kind() == Credentials.Kind.TICKET ? Credentials.NONE : credentials;
    Identity identity =
        identify(
            new AccessRequest(Action.LIST, AccessRequest.EVERY_NAME, counting, remoteAddress),
            false);
    if (identity instanceof Caller caller) {
      return new Listing(
          name ->
              decision(caller, Action.LIST, name) instanceof Granted
                  || decision(caller, Action.WATCH, name) instanceof Granted,
          null);
    }
    return new Listing(name -> false, (Denied) identity);
  }

  /** The streams that somebody may list, or why none. */
  public record Listing(Predicate<String> names, @Nullable Denied denied) {}

  /**
   * Issues a ticket to somebody who may do what it is for, by something else than a ticket.
   *
   * @param address where alone it may be used from, or null for anywhere
   * @return null when there are as many as there may be
   * @throws TicketDenied when the caller may not, or is nobody
   */
  Tickets.@Nullable Issued issueTicket(
      AccessRequest request, @Nullable AddressRange address, Duration valid) throws TicketDenied {
    Optional<String> problem = whyInvalid(request);
    if (problem.isPresent()) {
      throw new TicketDenied(new Denied(AccessCounter.REFUSED_INVALID_NAME, 400, problem.get()));
    }
    Identity identity =
        request.credentials().kind() == Credentials.Kind.TICKET
            ? Caller.ANONYMOUS
            : identify(request, false);
    if (identity instanceof Caller caller) {
      AccessDecision decision = decision(caller, request.action(), request.name());
      if (caller.isAnonymous()) {
        decision =
            new Denied(
                AccessCounter.REFUSED_ANONYMOUS,
                401,
                "issuing a ticket requires a token or a password");
      }
      if (decision instanceof Denied denied) {
        throw new TicketDenied(denied);
      }
      return tickets.issue(caller, request.action(), request.name(), address, valid);
    }
    throw new TicketDenied((Denied) identity);
  }

  /** Why somebody gets no ticket. */
  static final class TicketDenied extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Denied denied;

    TicketDenied(Denied denied) {
      super(denied.reason());
      this.denied = denied;
    }

    Denied denied() {
      return denied;
    }
  }
}
