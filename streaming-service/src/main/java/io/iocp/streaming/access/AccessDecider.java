package io.iocp.streaming.access;

import io.iocp.http.protocol.HttpFields;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import io.iocp.websocket.HandshakeDecider;
import io.iocp.websocket.HandshakeDecision;
import io.iocp.websocket.HandshakePeer;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has handshakes decided upon: at once, or by a job where that may block. Of the offered
 * subprotocols the one without a secret is agreed on.
 */
final class AccessDecider implements HandshakeDecider {

  static final String SUBPROTOCOL = "iocp";

  private final AccessControl control;
  private final Action action;
  private final boolean queryToken;
  private final @Nullable PageLogins logins;
  private final Predicate<Runnable> jobs;

  /**
   * @param logins knows the logins of pages, if they count
   * @param jobs runs what may block later, on another thread; says whether it will
   */
  AccessDecider(
      AccessControl control,
      Action action,
      boolean queryToken,
      @Nullable PageLogins logins,
      Predicate<Runnable> jobs) {
    this.control = control;
    this.action = action;
    this.queryToken = queryToken;
    this.logins = logins;
    this.jobs = jobs;
  }

  @Override
  public void decide(
      HandshakeRequest request, HandshakePeer peer, Consumer<HandshakeDecision> answer) {
    Credentials credentials =
        Credentials.of(
            request.headers().first("Authorization"),
            request.subprotocols(),
            request.query(),
            queryToken);
    if (logins != null) {
      credentials = logins.orLogin(credentials, action, peer.secure(), request.headers()::first);
    }
    AccessRequest asked =
        new AccessRequest(
            action,
            name(request.path()),
            credentials,
            peer.remoteAddress().getAddress(),
            Objects.requireNonNullElse(request.query(), ""));
    boolean subprotocol = request.subprotocols().contains(SUBPROTOCOL);
    control.decide(asked, jobs, decision -> answer.accept(answer(decision, subprotocol)));
  }

  /** The last segment; a path without a name is about all names. */
  private static String name(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? AccessRequest.EVERY_NAME : path.substring(slash + 1);
  }

  private static HandshakeDecision answer(AccessDecision decision, boolean subprotocol) {
    if (decision instanceof Granted granted) {
      return new HandshakeDecision.Accept(
          subprotocol ? SUBPROTOCOL : null, HttpFields.EMPTY, granted.grant());
    }
    Denied denied = (Denied) decision;
    return new HandshakeDecision.Refuse(
        new HandshakeFailure(denied.httpStatus(), denied.reason(), denied.headers()));
  }
}
