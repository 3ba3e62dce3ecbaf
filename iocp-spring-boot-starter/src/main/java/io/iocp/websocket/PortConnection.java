package io.iocp.websocket;

import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionState;
import io.iocp.connection.Reopening;
import io.iocp.http.HttpConnection;
import io.iocp.http.HttpRouting;
import io.iocp.http.gateway.Gateway;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.RequestParser;
import io.iocp.http.protocol.RequestResult;
import io.iocp.websocket.protocol.HandshakeParser;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the stream port: reads the head of a request, and has it go on as a WebSocket; as
 * an HTTP exchange if it wants no upgrade and there is a handler at its path; or through the
 * gateway to the web server inside, if there is one. That last one may bring the next request.
 *
 * <p>All methods run in the connection's context, unless they say otherwise.
 */
final class PortConnection implements ConnectionHandler {

  /** What pages are asked for by, where a handler at their path has other methods. */
  private static final Set<String> PAGES = Set.of("GET", "HEAD");

  private final WebSocketShared shared;
  private final HandshakeRouting webSockets;
  private final HttpRouting requests;
  private final @Nullable Gateway gateway;
  // Null once there is a whole head, or what cannot become one.
  private @Nullable RequestParser parser;
  private volatile @Nullable ConnectionHandler speaker;
  // A request has been answered, and nothing of the next one has come.
  private boolean between;

  PortConnection(
      WebSocketShared shared,
      HandshakeRouting webSockets,
      HttpRouting requests,
      @Nullable Gateway gateway) {
    this.shared = shared;
    this.webSockets = webSockets;
    this.requests = requests;
    this.gateway = gateway;
    this.parser = new RequestParser(shared.options().handshake());
  }

  /** Who speaks the connection's protocol, once that is known. Any thread. */
  @Nullable ConnectionHandler speaker() {
    return speaker;
  }

  @Override
  public String protocol() {
    ConnectionHandler known = speaker;
    return known == null ? "websocket" : known.protocol();
  }

  @Override
  public void opened(Connection connection) {
    // The client speaks first.
  }

  @Override
  public void received(Connection connection, SharedBuffer buffer) {
    ConnectionHandler next = speaker;
    if (next != null) {
      next.received(connection, buffer);
      return;
    }
    boolean passedOn = false;
    try {
      ByteBuffer input = buffer.view();
      next = read(connection, input);
      if (next != null && input.hasRemaining()) {
        int end = buffer.start() + buffer.length();
        buffer.region(end - input.remaining(), end);
        passedOn = true;
        next.received(connection, buffer);
      }
    } finally {
      if (!passedOn) {
        buffer.release();
      }
    }
  }

  private @Nullable ConnectionHandler read(Connection connection, ByteBuffer input) {
    RequestParser reading = parser;
    if (reading == null || connection.state() != ConnectionState.OPENING) {
      return null; // It is being closed: what follows does not matter.
    }
    between = false;
    RequestResult result = reading.read(input);
    if (result == RequestResult.INCOMPLETE) {
      return null;
    }
    parser = null;
    return begin(connection, result);
  }

  private ConnectionHandler begin(Connection connection, RequestResult result) {
    if (result instanceof RequestHead head && !HandshakeParser.isUpgrade(head)) {
      HttpRouting.Decision decision = requests.decide(head);
      if (decision instanceof HttpRouting.Served served) {
        HttpRefusal refusal = check(connection, head);
        return refusal == null
            ? exchange(connection, head, served)
            : handshake(connection, refusal, head.method());
      }
      if (decision instanceof HttpRouting.Refused refused
          && (gateway == null || !PAGES.contains(head.method()))) {
        return handshake(connection, refused.refusal(), head.method());
      }
      if (gateway != null) {
        return pass(connection, head, gateway);
      }
    }
    return handshake(connection, result, result instanceof RequestHead head ? head.method() : "");
  }

  /** A page may send a form anywhere without asking: where it comes from counts here, too. */
  private @Nullable HttpRefusal check(Connection connection, RequestHead head) {
    HttpRefusal unwelcome =
        ClientNaming.name(connection, shared.options().forwarded(), head.headers());
    if (unwelcome != null) {
      return unwelcome;
    }
    return shared.options().origins().allows(head.header("Origin"), head.host())
        ? null
        : new HttpRefusal(403, "connections from this origin are not allowed");
  }

  private ConnectionHandler exchange(
      Connection connection, RequestHead head, HttpRouting.Served served) {
    HttpConnection exchange = new HttpConnection(shared.pool(), head, served);
    speaker = exchange;
    exchange.opened(connection);
    return exchange;
  }

  /** Where requests may come from, the web server decides itself. */
  private ConnectionHandler pass(Connection connection, RequestHead head, Gateway to) {
    ForwardedHeader forwarded = shared.options().forwarded();
    // Before it names the client: whoever is named says nothing about himself.
    boolean trusted = connection.client().isUnnamed();
    HttpRefusal unwelcome = ClientNaming.name(connection, forwarded, head.headers());
    if (unwelcome != null) {
      return handshake(connection, unwelcome, head.method());
    }
    ConnectionHandler passing =
        to.pass(head, trusted ? forwarded : ForwardedHeader.NONE, this::next);
    speaker = passing;
    passing.opened(connection);
    return passing;
  }

  /** A request has been answered, and the connection is kept. */
  private void next(Connection connection, List<SharedBuffer> unread) {
    speaker = null;
    parser = new RequestParser(shared.options().handshake());
    between = true;
    Reopening.awaitNextRequest(connection);
    connection.resume();
    for (SharedBuffer buffer : unread) {
      received(connection, buffer);
    }
  }

  private ConnectionHandler handshake(Connection connection, RequestResult result, String method) {
    WebSocketConnection webSocket = new WebSocketConnection(shared);
    speaker = webSocket;
    webSocket.opened(connection);
    new ServerHandshake(shared, webSockets, webSocket, !method.equals("HEAD")).answer(result);
    return webSocket;
  }

  @Override
  public void peerFinished(Connection connection) {
    ConnectionHandler known = speaker;
    if (known == null) {
      connection.close();
    } else {
      known.peerFinished(connection);
    }
  }

  /** Who has been answered and asks for nothing more is let go in order. */
  @Override
  public void handshakeOverdue(Connection connection) {
    if (between) {
      connection.close();
    } else {
      connection.abort(CloseCause.HANDSHAKE_TIMEOUT);
    }
  }

  @Override
  public void keepAliveDue(Connection connection) {
    ConnectionHandler known = speaker;
    if (known != null) {
      known.keepAliveDue(connection);
    }
  }

  @Override
  public void drained(Connection connection) {
    ConnectionHandler known = speaker;
    if (known != null) {
      known.drained(connection);
    }
  }

  @Override
  public void stopping(Connection connection) {
    ConnectionHandler known = speaker;
    if (known == null) {
      connection.close();
    } else {
      known.stopping(connection);
    }
  }

  @Override
  public boolean leavesLast() {
    ConnectionHandler known = speaker;
    return known != null && known.leavesLast();
  }

  @Override
  public void failed(Connection connection) {
    ConnectionHandler known = speaker;
    if (known == null) {
      connection.abort(CloseCause.HANDLER_FAILED);
    } else {
      known.failed(connection);
    }
  }

  @Override
  public void closed(Connection connection, CloseCause cause) {
    ConnectionHandler known = speaker;
    if (known != null) {
      known.closed(connection, cause);
    }
  }
}
