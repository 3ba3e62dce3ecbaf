package io.iocp.websocket;

import io.iocp.access.AccessRefusal;
import io.iocp.access.proxy.ForwardedClient;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionState;
import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.protocol.DeflateParameters;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeParser;
import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.HandshakeResponse;
import io.iocp.websocket.protocol.HandshakeResult;
import io.iocp.websocket.protocol.Role;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The server's part of a handshake: reads the request, has it decided upon, and answers.
 *
 * <pre>
 *   request ── routed ──▶ asked, with reading paused ──▶ 101, the session begins
 *        └────────┴───────────────┴──▶ HTTP error
 * </pre>
 *
 * <p>Connection's context only.
 */
final class ServerHandshake {

  private final WebSocketShared shared;
  private final HandshakeRouting routing;
  private final WebSocketConnection protocol;
  // Null once there is a whole request, or what cannot become one.
  private @Nullable HandshakeParser parser;

  ServerHandshake(WebSocketShared shared, HandshakeRouting routing, WebSocketConnection protocol) {
    this.shared = shared;
    this.routing = routing;
    this.protocol = protocol;
    this.parser = new HandshakeParser(shared.options().handshake());
  }

  /** Reads what is there of the request. */
  void read(ByteBuffer input) {
    HandshakeParser reading = parser;
    if (reading == null) {
      return; // Refused: what follows does not matter.
    }
    HandshakeResult result = reading.read(input);
    if (result instanceof HandshakeRequest request) {
      parser = null;
      if (connection().state() == ConnectionState.OPENING) {
        answer(request);
      }
    } else if (result instanceof HandshakeFailure failure) {
      parser = null;
      refuse(failure);
    }
  }

  private void answer(HandshakeRequest request) {
    HandshakeFailure unwelcome = nameClient(request);
    if (unwelcome != null) {
      refuse(unwelcome);
      return;
    }
    HandshakeRouting.Decision decision = routing.decide(request, connection().remoteAddress());
    if (decision instanceof HandshakeRouting.Refused refused) {
      refuse(refused.failure());
    } else if (decision instanceof HandshakeRouting.Accepted accepted) {
      HandshakeDecider decider = accepted.route().decider();
      if (decider == null) {
        open(
            request,
            accepted,
            new HandshakeDecision.Accept(accepted.subprotocol(), HttpFields.EMPTY, null));
      } else {
        ask(decider, request, accepted);
      }
    }
  }

  private void ask(
      HandshakeDecider decider, HandshakeRequest request, HandshakeRouting.Accepted accepted) {
    protocol.pause();
    HandshakePeer peer =
        new HandshakePeer(
            connection().id(),
            connection().remoteAddress(),
            connection().localAddress(),
            connection().security() != null);
    decider.decide(
        request,
        peer,
        decision -> connection().execute(() -> decided(request, accepted, decision)));
  }

  private void decided(
      HandshakeRequest request, HandshakeRouting.Accepted accepted, HandshakeDecision decision) {
    if (connection().state() != ConnectionState.OPENING) {
      return; // It took too long, or the client has gone.
    }
    protocol.resumeAfter(
        () -> {
          if (decision instanceof HandshakeDecision.Refuse refusal) {
            refuse(refusal.failure());
          } else if (decision instanceof HandshakeDecision.Accept accept) {
            open(request, accepted, accept);
          }
        });
  }

  /** Has the access policy look at the client that a trusted proxy names. */
  private @Nullable HandshakeFailure nameClient(HandshakeRequest request) {
    if (!connection().isClientUnnamed()) {
      return null;
    }
    InetSocketAddress proxy = connection().remoteAddress();
    ForwardedHeader header = shared.options().forwarded();
    InetSocketAddress client =
        ForwardedClient.find(header, request.headers(), proxy, connection()::isTrustedProxy);
    if (client == null) {
      connection().proxyHeaderMalformed();
      return new HandshakeFailure(400, header.fieldName() + " is malformed");
    }
    if (client.equals(proxy)) {
      return null;
    }
    AccessRefusal refusal = connection().named(client);
    if (refusal == null) {
      return null;
    }
    return switch (refusal) {
      case ADDRESS_CONNECTIONS, ADDRESS_RATE ->
          new HandshakeFailure(429, "too many connections from your address");
      default -> new HandshakeFailure(403, "your address may not connect");
    };
  }

  private void open(
      HandshakeRequest request,
      HandshakeRouting.Accepted accepted,
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
    FrameLimits limits = route.limits();
    protocol.openSession(
        request,
        accepted.variables(),
        decision.subprotocol(),
        route.handler(),
        limits == null ? shared.limits() : limits,
        decision.attachment());
  }

  private @Nullable DeflateParameters compressionTerms(HandshakeRequest request) {
    DeflateParameters terms =
        DeflateParameters.answerTo(
            request.extensions(), shared.options().compression().contextTakeover());
    return terms != null && shared.beginCompression() ? terms : null;
  }

  private void refuse(HandshakeFailure failure) {
    shared.counters().increment(WebSocketCounter.HANDSHAKES_REFUSED);
    byte[] response = HandshakeResponse.refuse(failure);
    protocol.sendHandshake(response);
    connection().close();
  }

  private Connection connection() {
    return protocol.connection();
  }
}
