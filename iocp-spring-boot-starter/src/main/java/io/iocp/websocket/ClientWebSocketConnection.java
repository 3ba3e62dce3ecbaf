package io.iocp.websocket;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.websocket.protocol.ClientHandshake;
import io.iocp.websocket.protocol.DeflateParameters;
import io.iocp.websocket.protocol.FrameHeader;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.HandshakeAccepted;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.HandshakeResult;
import io.iocp.websocket.protocol.Role;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket on one connection, client side: it asks, checks the answer, and masks what it sends.
 *
 * <pre>
 *   request sent ── 101 ──▶ OPEN, as on the server's side
 *        └── anything else ──▶ told why, closed
 * </pre>
 *
 * <p>All methods run in the connection's context.
 */
final class ClientWebSocketConnection extends WebSocketConnection {

  private final WebSocketShared shared;
  private final WebSocketRequest request;
  private final WsHandler handler;
  private final Consumer<WebSocketOpening> ended;
  private final ClientHandshake handshake;
  private boolean told;

  ClientWebSocketConnection(
      WebSocketShared shared,
      WebSocketRequest request,
      WsHandler handler,
      Consumer<WebSocketOpening> ended) {
    super(shared, Role.CLIENT, FrameWriter.client(shared.maskingKeys()));
    this.shared = shared;
    this.request = request;
    this.handler = handler;
    this.ended = ended;
    byte[] nonce = new byte[ClientHandshake.NONCE_BYTES];
    shared.fillRandom(nonce);
    this.handshake = new ClientHandshake(request.offer(), nonce, shared.options().handshake());
  }

  @Override
  public void opened(Connection opened) {
    super.opened(opened);
    byte[] head = handshake.request();
    if (!sendHandshake(head)) {
      opened.abort(CloseCause.POLICY);
    }
  }

  @Override
  void shakeHands(ByteBuffer input) {
    if (told) {
      return;
    }
    HandshakeResult result = handshake.read(input);
    if (result instanceof HandshakeAccepted accepted) {
      open(accepted);
    } else if (result instanceof HandshakeFailure failure) {
      shared.counters().increment(WebSocketCounter.HANDSHAKES_FAILED);
      tell(new WebSocketOpening.Refused(failure));
      connection().close();
    }
  }

  private void open(HandshakeAccepted accepted) {
    URI address = request.address();
    String rawPath = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    HandshakeRequest asked =
        new HandshakeRequest(
            address.getPath().isEmpty() ? "/" : address.getPath(),
            rawPath,
            address.getRawQuery(),
            request.headers(),
            request.offer().host(),
            null,
            request.subprotocols(),
            List.of(),
            "");
    DeflateParameters terms = accepted.compression();
    if (terms != null) {
      shared.countCompression();
      compression(new SessionCompression(shared, Role.CLIENT, terms));
    }
    openSession(asked, Map.of(), accepted.subprotocol(), handler, request.limits(), null, null);
    tell(new WebSocketOpening.Opened(Objects.requireNonNull(session())));
  }

  /** Pings are masked, each with a key of its own: none can be shared. */
  @Override
  protected @Nullable SharedBuffer acquirePing() {
    return encode(
        FrameHeader.MAX_CONTROL_FRAME_BYTES,
        out -> writer().writePing(out, ByteBuffer.allocate(0)));
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    if (!told) {
      shared.counters().increment(WebSocketCounter.HANDSHAKES_FAILED);
      tell(
          handshake.end() instanceof HandshakeFailure failure
              ? new WebSocketOpening.Refused(failure)
              : new WebSocketOpening.Broken(cause));
    }
    super.closed(closed, cause);
  }

  private void tell(WebSocketOpening opening) {
    told = true;
    ended.accept(opening);
  }
}
