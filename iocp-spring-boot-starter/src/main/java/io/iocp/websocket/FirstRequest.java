package io.iocp.websocket;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionState;
import io.iocp.http.HttpConnection;
import io.iocp.http.HttpRouting;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.RequestParser;
import io.iocp.http.protocol.RequestResult;
import io.iocp.websocket.protocol.HandshakeParser;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the stream port: reads the head of its first request, and has it go on as a
 * WebSocket, or as an HTTP exchange if it wants no upgrade and there is a handler at its path.
 *
 * <p>All methods run in the connection's context, unless they say otherwise.
 */
final class FirstRequest implements ConnectionHandler {

  private final WebSocketShared shared;
  private final HandshakeRouting webSockets;
  private final HttpRouting requests;
  // Null once there is a whole head, or what cannot become one.
  private @Nullable RequestParser parser;
  private volatile @Nullable ConnectionHandler speaker;

  FirstRequest(WebSocketShared shared, HandshakeRouting webSockets, HttpRouting requests) {
    this.shared = shared;
    this.webSockets = webSockets;
    this.requests = requests;
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
      if (decision instanceof HttpRouting.Refused refused) {
        return handshake(connection, refused.refusal(), head.method());
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
