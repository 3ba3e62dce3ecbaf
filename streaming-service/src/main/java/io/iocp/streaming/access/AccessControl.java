package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import io.iocp.access.LoginAttempts;
import io.iocp.admin.security.PasswordCheck;
import io.iocp.file.FileName;
import io.iocp.statistics.Counters;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * The one place that decides who may publish, watch, list and exchange files, whatever protocol
 * asks. By rules: the first that is for the caller, the action and the name lets it in; without one
 * nobody is let in.
 *
 * <p>Any thread; see {@link #mayTakeLong} for those that must not block.
 */
public final class AccessControl {

  private final AccessMode mode;
  private final Authenticator authenticator;
  private final Tickets tickets;
  private final Revocations revocations = new Revocations();
  private final RefusalLog refusals;
  private final @Nullable AccessCallback callback;
  private final NameLists lists;
  private final InstantSource clock;
  private volatile AccessPolicy policy;

  AccessControl(
      AccessMode mode,
      List<AccessRule> rules,
      StaticTokens tokens,
      CredentialCheck passwords,
      CredentialCheck jwts,
      CredentialCheck logins,
      @Nullable AccessCallback callback,
      InstantSource clock,
      NanoClock nanoClock) {
    this.mode = mode;
    this.policy = AccessPolicy.of(rules, tokens);
    this.callback = callback;
    this.lists = new NameLists(this, callback);
    this.clock = clock;
    this.tickets = new Tickets(clock);
    this.refusals = new RefusalLog(nanoClock);
    this.authenticator =
        new Authenticator(
            () -> policy,
            passwords,
            jwts,
            logins,
            tickets,
            revocations,
            callback != null,
            nanoClock);
  }

  /**
   * Decides by the machine's clocks.
   *
   * @param passwords checks users' passwords, or null if users have none
   * @param jwts reads JWTs, or null if none count
   * @param logins knows who has logged in on a page, or null if that counts for nothing
   * @param callback is asked where no rule lets, or null to let nobody then
   */
  public static AccessControl create(
      AccessMode mode,
      List<AccessRule> rules,
      StaticTokens tokens,
      @Nullable PasswordCheck passwords,
      @Nullable JwtDecoder jwts,
      @Nullable PageLogins logins,
      @Nullable AccessCallback callback) {
    return new AccessControl(
        mode,
        rules,
        tokens,
        passwords == null ? CredentialCheck.NOBODY : new UserPasswords(passwords),
        jwts == null ? CredentialCheck.NOBODY : new JwtTokens(jwts),
        logins == null ? CredentialCheck.NOBODY : logins,
        callback,
        InstantSource.system(),
        NanoClock.system());
  }

  /** How often what was refused. */
  public Counters<AccessCounter> counters() {
    return refusals.counters();
  }

  /** Failed logins, which slow down whoever guesses. */
  public LoginAttempts attempts() {
    return authenticator.attempts();
  }

  AccessMode mode() {
    return mode;
  }

  AccessPolicy policy() {
    return policy;
  }

  Revocations revocations() {
    return revocations;
  }

  /** Whether to decide with these credentials may block: not on an I/O worker then. */
  public boolean mayTakeLong(Credentials credentials) {
    return mode == AccessMode.RULES && (callback != null || authenticator.mayTakeLong(credentials));
  }

  /** Decides, counts, and uses a ticket up. May block. */
  public AccessDecision decide(AccessRequest request) {
    return counted(request, resolve(step(request, true)));
  }

  /** Somebody was let in and found no place. */
  void refused(AccessRequest request, Denied denied) {
    refusals.refused(request, denied);
  }

  private AccessDecision counted(AccessRequest request, AccessDecision decision) {
    if (decision instanceof Denied denied) {
      refusals.refused(request, denied);
    }
    return decision;
  }

  /**
   * Decides at once, by a job where that may block, and when the callback has answered where it has
   * to be asked. Does not block.
   *
   * @param jobs runs what may block on another thread, and says whether it will
   * @param answer hears the decision once, on this thread or on another that must not block
   */
  public void decide(
      AccessRequest request, Predicate<Runnable> jobs, Consumer<AccessDecision> answer) {
    Consumer<AccessDecision> counting = decision -> answer.accept(counted(request, decision));
    if (mode != AccessMode.RULES || !authenticator.mayTakeLong(request.credentials())) {
      resolve(step(request, true), counting);
    } else if (!jobs.test(() -> resolve(step(request, true), counting))) {
      counting.accept(
          new Denied(AccessCounter.REFUSED_UNAVAILABLE, 503, "too many logins in progress"));
    }
  }

  /** What {@link #decide(AccessRequest)} would say: for telling somebody why, without doing it. */
  public AccessDecision look(AccessRequest request) {
    return resolve(step(request, false));
  }

  /** What would be said to somebody who is known already. May block. */
  AccessDecision look(Caller caller, AccessRequest request) {
    Optional<String> problem = whyInvalid(request);
    return problem.isPresent()
        ? new Denied(AccessCounter.REFUSED_INVALID_NAME, 400, problem.get())
        : resolve(step(caller, request));
  }

  /** Whether what proves who somebody is has neither expired nor been revoked. */
  boolean counts(Caller caller) {
    Instant until = caller.until();
    return (until == null || clock.instant().isBefore(until)) && !revocations.affect(caller);
  }

  private AccessDecision resolve(Step step) {
    CompletableFuture<AccessDecision> decided = new CompletableFuture<>();
    resolve(step, decided::complete);
    // The callback answers in any case, if only that its time is over.
    return decided.join();
  }

  private void resolve(Step step, Consumer<AccessDecision> decided) {
    if (step instanceof AccessDecision decision) {
      decided.accept(decision);
    } else if (step instanceof Question question) {
      Objects.requireNonNull(callback)
          .ask(question, answer -> decided.accept(decision(question, answer)));
    }
  }

  private Step step(AccessRequest request, boolean use) {
    if (mode == AccessMode.CLOSED) {
      return new Denied(AccessCounter.REFUSED_CLOSED, 403, closed(request.action()));
    }
    Optional<String> problem = whyInvalid(request);
    if (problem.isPresent()) {
      return new Denied(AccessCounter.REFUSED_INVALID_NAME, 400, problem.get());
    }
    if (mode == AccessMode.OPEN) {
      return new Granted(new Grant(request, Caller.ANONYMOUS, Grant.Basis.EVERYBODY, null, null));
    }
    Identity identity = authenticator.identify(request, use);
    if (identity instanceof Denied denied) {
      return denied;
    }
    return identity instanceof Caller caller
        ? step(caller, request)
        : new Question(request, Caller.ANONYMOUS, true);
  }

  private Step step(Caller caller, AccessRequest request) {
    AccessDecision decision = decision(caller, request);
    return decision instanceof Denied && callback != null
        ? new Question(request, caller, false)
        : decision;
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

  private AccessDecision decision(Caller caller, AccessRequest request) {
    if (caller.carriesRightTo(request.action(), request.name())) {
      Grant.Basis basis =
          caller.kind() == Caller.Kind.CALLBACK ? Grant.Basis.CALLBACK : Grant.Basis.CARRIED;
      return new Granted(new Grant(request, caller, basis, null, caller.until()));
    }
    ActiveRule rule =
        policy.find(caller, request.remoteAddress(), request.action(), request.name());
    if (rule != null) {
      return new Granted(new Grant(request, caller, Grant.Basis.RULE, rule, caller.until()));
    }
    return caller.isAnonymous()
        ? new Denied(
            AccessCounter.REFUSED_ANONYMOUS, 401, "a token, a ticket or a password is required")
        : new Denied(AccessCounter.REFUSED_NOT_ALLOWED, 403, "no rule permits this");
  }

  AccessDecision decision(Question question, CallbackAnswer answer) {
    AccessRequest request = question.request();
    return switch (answer.outcome()) {
      case ALLOWED -> {
        Caller caller = known(question, answer);
        if (question.unproven()) {
          authenticator.succeeded(request);
        }
        yield revocations.affect(caller)
            ? Authenticator.revoked()
            : new Granted(
                new Grant(
                    request,
                    caller,
                    Grant.Basis.CALLBACK,
                    null,
                    earlier(caller.until(), answer.until())));
      }
      case DENIED -> {
        String reason = answer.reason().isEmpty() ? "access is denied" : answer.reason();
        if (question.unproven()) {
          authenticator.failed(request);
        }
        yield new Denied(
            AccessCounter.REFUSED_CALLBACK, question.caller().isAnonymous() ? 401 : 403, reason);
      }
      case FAILED ->
          new Denied(
              AccessCounter.REFUSED_UNAVAILABLE, 503, "access cannot be checked at the moment");
      case BUSY -> new Denied(AccessCounter.REFUSED_UNAVAILABLE, 503, answer.reason());
    };
  }

  static Caller known(Question question, CallbackAnswer answer) {
    return question.caller().isAnonymous() ? Caller.ofCallback(answer.user()) : question.caller();
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  /**
   * Which streams somebody may list: those they may watch, too. A ticket is for one session, and
   * lists nothing by itself. The callback is asked once, for all names. May block.
   *
   * @return what names pass, or why nothing is listed at all
   */
  public Listing listing(Credentials credentials, InetAddress remoteAddress) {
    if (mode != AccessMode.RULES) {
      return new Listing(name -> true, null);
    }
    Credentials counting =
        credentials.kind() == Credentials.Kind.TICKET ? Credentials.NONE : credentials;
    AccessRequest request =
        new AccessRequest(Action.LIST, AccessRequest.EVERY_NAME, counting, remoteAddress);
    Identity identity = authenticator.identify(request, false);
    if (identity instanceof Denied denied) {
      return new Listing(name -> false, denied);
    }
    return lists.listing(
        identity instanceof Caller known
            ? new Question(request, known, false)
            : new Question(request, Caller.ANONYMOUS, true));
  }

  /** What those may list who are known already. */
  NameLists lists() {
    return lists;
  }

  /** Whether somebody has a right by a rule, or by what they carry. */
  boolean permits(Caller caller, InetAddress from, Action action, String name) {
    return caller.carriesRightTo(action, name) || policy.find(caller, from, action, name) != null;
  }

  /** The streams that somebody may list, or why none. */
  public record Listing(Predicate<String> names, @Nullable Denied denied) {}

  /**
   * Issues a ticket to somebody who may do what it is for, by something else than a ticket. May
   * block.
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
    Credentials.Kind kind = request.credentials().kind();
    if (kind == Credentials.Kind.NONE || kind == Credentials.Kind.TICKET) {
      throw new TicketDenied(
          new Denied(
              AccessCounter.REFUSED_ANONYMOUS,
              401,
              "issuing a ticket requires a token or a password"));
    }
    AccessDecision decision = look(request);
    if (decision instanceof Denied denied) {
      throw new TicketDenied(denied);
    }
    Grant grant = ((Granted) decision).grant();
    Caller caller = grant.caller();
    return tickets.issue(
        grant.basis() == Grant.Basis.CALLBACK
            ? caller.carrying(request.action(), request.name(), grant.until())
            : caller,
        request.action(),
        request.name(),
        address,
        valid);
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

  /** Rules and tokens are others from now on, for those who come; see {@link #recheck}. */
  void change(List<AccessRule> rules, StaticTokens tokens) {
    policy = policy.changed(rules, tokens);
    if (callback != null) {
      callback.forget();
    }
  }

  /**
   * Whether somebody who was let in would be let in still. The callback is not asked again: what it
   * has allowed holds for as long as it said.
   *
   * @return by which right now, or 401 for one whose proof does not count any more and 403 for one
   *     whom no rule lets
   */
  AccessDecision recheck(Grant grant) {
    Caller caller = grant.caller();
    if (revocations.affect(caller)) {
      return Authenticator.revoked();
    }
    if (grant.basis() == Grant.Basis.EVERYBODY) {
      return new Granted(grant);
    }
    if (caller.kind() == Caller.Kind.TOKEN && !policy.tokens().stillHas(caller)) {
      return new Denied(AccessCounter.REFUSED_REVOKED, 401, "the token is no longer valid");
    }
    return grant.basis() == Grant.Basis.CALLBACK
        ? new Granted(grant)
        : decision(caller, grant.request());
  }
}
