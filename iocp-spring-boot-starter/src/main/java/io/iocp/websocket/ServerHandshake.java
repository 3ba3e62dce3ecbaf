package io.iocp.websocket;

import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionState;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.PathPattern;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.RequestResult;
import io.iocp.websocket.protocol.DeflateParameters;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeParser;
import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.HandshakeResponse;
import io.iocp.websocket.protocol.HandshakeResult;
import io.iocp.websocket.protocol.Role;
import org.jspecify.annotations.Nullable;

/**
 * The server's part of a handshake: has the request decided upon, and answers.
 *
 * <pre>
 *   request ── routed ──▶ asked who it is ──▶ asked whether it may ──▶ 101, the session begins
 *        └────────┴──────────────┴──────────────────────┴──▶ HTTP error
 * </pre>
 *
 * <p>While somebody is asked, reading is paused. Connection's context only.
 */
final class ServerHandshake {

  private final WebSocketShared shared;
  private final HandshakeRouting routing;
  private final WebSocketConnection protocol;
  private final boolean withBody;
  // The handler's, once it is known.
  private @Nullable PathPattern pattern;

  /**
   * @param withBody whether a refusal has a body: not in answer to HEAD
   */
  ServerHandshake(
      WebSocketShared shared,
      HandshakeRouting routing,
      WebSocketConnection protocol,
      boolean withBody) {
    this.withBody = withBody;
    this.shared = shared;
    this.routing = routing;
    this.protocol = protocol;
  }

  /** Answers what has been read as the first request. */
  void answer(RequestResult read) {
    HandshakeResult result =
        read instanceof RequestHead head
            ? HandshakeParser.evaluate(head)
            : HandshakeFailure.of((HttpRefusal) read);
    if (result instanceof HandshakeRequest request) {
      answer(request);
    } else if (result instanceof HandshakeFailure failure) {
      refuse(failure);
    }
  }

  private void answer(HandshakeRequest request) {
    HttpRefusal unwelcome =
        ClientNaming.name(connection(), shared.options().forwarded(), request.headers());
    if (unwelcome != null) {
      refuse(HandshakeFailure.of(unwelcome));
      return;
    }
    WsObserver observer = routing.observer();
    if (observer == null) {
      decide(request);
      return;
    }
    ObservedSession observed = new ObservedSession(observer);
    protocol.observed(observed);
    observed.handshakeBegins(request, connection().id());
    observed.duringHandshake(() -> decide(request));
  }

  private void decide(HandshakeRequest request) {
    HandshakeRouting.Decision decision = routing.decide(request, connection().remoteAddress());
    if (decision instanceof HandshakeRouting.Refused refused) {
      pattern = refused.pattern();
      refuse(refused.failure());
    } else if (decision instanceof HandshakeRouting.Accepted accepted) {
      pattern = accepted.pattern();
      HandshakePeer peer =
          new HandshakePeer(
              connection().id(),
              connection().remoteAddress(),
              connection().localAddress(),
              connection().security() != null);
      HandshakeAuthenticator authenticator = routing.authenticator();
      HandshakeDecider decider = accepted.route().decider();
      if (authenticator != null) {
        protocol.pause();
        authenticator.authenticate(
            request,
            peer,
            identity -> connection().execute(() -> identified(request, accepted, peer, identity)));
      } else if (decider != null) {
        protocol.pause();
        ask(decider, request, accepted, peer);
      } else {
        open(request, accepted, peer, accept(accepted));
      }
    }
  }

  private void identified(
      HandshakeRequest request,
      HandshakeRouting.Accepted accepted,
      HandshakePeer peer,
      HandshakeIdentity identity) {
    if (connection().state() != ConnectionState.OPENING) {
      return; // It took too long, or the client has gone.
    }
    if (identity instanceof HandshakeIdentity.Refused refused) {
      goOn(() -> refuse(refused.failure()));
    } else if (identity instanceof HandshakeIdentity.Known known) {
      HandshakePeer somebody = peer.withUser(known.user());
      HandshakeDecider decider = accepted.route().decider();
      if (decider == null) {
        goOn(() -> open(request, accepted, somebody, accept(accepted)));
      } else {
        observed(() -> ask(decider, request, accepted, somebody));
      }
    }
  }

  private static HandshakeDecision.Accept accept(HandshakeRouting.Accepted accepted) {
    return new HandshakeDecision.Accept(accepted.subprotocol(), HttpFields.EMPTY, null);
  }

  private void ask(
      HandshakeDecider decider,
      HandshakeRequest request,
      HandshakeRouting.Accepted accepted,
      HandshakePeer peer) {
    decider.decide(
        request,
        peer,
        decision -> connection().execute(() -> decided(request, accepted, peer, decision)));
  }

  /** The handshake goes on, but not what comes after it. */
  private void goOn(Runnable task) {
    protocol.resumeAfter(() -> observed(task));
  }

  private void observed(Runnable part) {
    ObservedSession observed = protocol.observed();
    if (observed == null) {
      part.run();
    } else {
      observed.duringHandshake(part);
    }
  }

  private void decided(
      HandshakeRequest request,
      HandshakeRouting.Accepted accepted,
      HandshakePeer peer,
      HandshakeDecision decision) {
    if (connection().state() != ConnectionState.OPENING) {
      return; // It took too long, or the client has gone.
    }
    goOn(
        () -> {
          if (decision instanceof HandshakeDecision.Refuse refusal) {
            refuse(refusal.failure());
          } else if (decision instanceof HandshakeDecision.Accept accept) {
            open(request, accepted, peer, accept);
          }
        });
  }

  private void open(
      HandshakeRequest request,
      HandshakeRouting.Accepted accepted,
      HandshakePeer peer,
      HandshakeDecision.Accept decision) {
    Route route = accepted.route();
    DeflateParameters terms = route.compression() ? compressionTerms(request) : null;
    HttpFields headers = decision.headers();
    if (terms != null) {
      headers = headers.with("Sec-WebSocket-Extensions", terms.answer());
      protocol.compression(new SessionCompression(shared, Role.SERVER, terms));
    }
    byte[] response = HandshakeResponse.accept(request, decision.subprotocol(), headers);
    if (!protocol.sendHandshake(response)) {
      connection().abort(CloseCause.POLICY);
      return;
    }
    tell(101);
    FrameLimits limits = route.limits();
    protocol.openSession(
        request,
        accepted.variables(),
        decision.subprotocol(),
        route.handler(),
        limits == null ? shared.limits() : limits,
        decision.attachment(),
        peer.user());
  }

  private @Nullable DeflateParameters compressionTerms(HandshakeRequest request) {
    DeflateParameters terms =
        DeflateParameters.answerTo(
            request.extensions(), shared.options().compression().contextTakeover());
    return terms != null && shared.beginCompression() ? terms : null;
  }

  private void refuse(HandshakeFailure failure) {
    shared.counters().increment(WebSocketCounter.HANDSHAKES_REFUSED);
    byte[] response = HandshakeResponse.refuse(failure, withBody);
    tell(failure.httpStatus());
    protocol.sendHandshake(response);
    connection().close();
  }

  private void tell(int status) {
    ObservedSession observed = protocol.observed();
    if (observed != null) {
      observed.answered(pattern == null ? null : pattern.toString(), status);
    }
  }

  private Connection connection() {
    return protocol.connection();
  }
}
