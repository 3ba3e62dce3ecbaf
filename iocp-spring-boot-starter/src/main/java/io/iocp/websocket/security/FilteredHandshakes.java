package io.iocp.websocket.security;

import io.iocp.http.protocol.HttpFields;
import io.iocp.job.Job;
import io.iocp.job.JobQueue;
import io.iocp.job.SubmitOutcome;
import io.iocp.websocket.HandshakeAuthenticator;
import io.iocp.websocket.HandshakeIdentity;
import io.iocp.websocket.HandshakePeer;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandlerRegistry;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import jakarta.servlet.Filter;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Sends each handshake through Spring Security's filters, as a web server does with its requests:
 * they find out who it is, by a bearer token, Basic, a session's cookie or whatever else they know,
 * and whether that is enough for its path. They may block, so this is done where handlers may.
 */
public final class FilteredHandshakes implements HandshakeAuthenticator, WsConfigurer {

  private static final Logger logger = LoggerFactory.getLogger(FilteredHandshakes.class);

  private static final HandshakeIdentity NOBODY = new HandshakeIdentity.Known(null);

  private final Supplier<Filter> filters;
  private final WebSessions sessions;
  private final Supplier<JobQueue> jobs;
  private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

  /**
   * @param filters Spring Security's; asked for with each handshake
   * @param sessions the web server's
   * @param jobs where filters may block; asked for with each handshake
   */
  public FilteredHandshakes(
      Supplier<Filter> filters, WebSessions sessions, Supplier<JobQueue> jobs) {
    this.filters = filters;
    this.sessions = sessions;
    this.jobs = jobs;
  }

  @Override
  public void registerWebSocketHandlers(WsHandlerRegistry registry) {
    registry.setAuthenticator(this);
  }

  @Override
  public void authenticate(
      HandshakeRequest request, HandshakePeer peer, Consumer<HandshakeIdentity> answer) {
    Job job =
        Job.of("security " + request.path(), () -> answer.accept(filter(request, peer)))
            .ownedBy(peer.connectionId());
    if (jobs.get().submit(job) != SubmitOutcome.ACCEPTED) {
      answer.accept(refuse(503, "the server is overloaded", HttpFields.EMPTY));
    }
  }

  private HandshakeIdentity filter(HandshakeRequest asked, HandshakePeer peer) {
    AtomicReference<@Nullable HandshakeIdentity> passed = new AtomicReference<>();
    HandshakeServletResponse response = HandshakeServletResponse.create();
    try {
      filters
          .get()
          .doFilter(
              HandshakeServletRequest.of(asked, peer, sessions),
              response,
              (request, ignored) -> passed.set(current()));
    } catch (Exception e) {
      logger.error("Security filters failed for the handshake of {}", asked.path(), e);
      return refuse(500, "handshake failed", HttpFields.EMPTY);
    } finally {
      // The filters clear it, unless one of them fails.
      SecurityContextHolder.clearContext();
    }
    HandshakeIdentity identity = passed.get();
    return identity == null ? refused(response) : identity;
  }

  private HandshakeIdentity current() {
    Authentication user = SecurityContextHolder.getContext().getAuthentication();
    return user == null || trust.isAnonymous(user) ? NOBODY : new HandshakeIdentity.Known(user);
  }

  /** A redirect leads to a page to log in at, where no handshake can follow. */
  private static HandshakeIdentity refused(HandshakeServletResponse response) {
    int status = response.getStatus();
    return switch (status / 100) {
      case 4, 5 -> refuse(status, "access denied", response.fields());
      case 3 -> refuse(401, "log in first", HttpFields.EMPTY);
      default -> refuse(403, "access denied", response.fields());
    };
  }

  private static HandshakeIdentity refuse(int status, String reason, HttpFields fields) {
    return new HandshakeIdentity.Refused(new HandshakeFailure(status, reason, fields));
  }
}
