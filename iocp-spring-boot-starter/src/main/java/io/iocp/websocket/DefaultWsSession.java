package io.iocp.websocket;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.Connection;
import io.iocp.connection.FileListener;
import io.iocp.connection.OutboundFile;
import io.iocp.connection.SendOutcome;
import io.iocp.session.ProtocolSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.FrameHeader;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.protocol.Role;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A WebSocket on a connection of the transport, of either role. */
final class DefaultWsSession extends ProtocolSession<WsClose> implements WsSession {

  private final WebSocketConnection protocol;
  private final String path;
  private final @Nullable String query;
  private final Map<String, String> variables;
  private final @Nullable String subprotocol;
  private final @Nullable Principal user;

  DefaultWsSession(
      Connection connection,
      WebSocketConnection protocol,
      BufferPool pool,
      HandshakeRequest request,
      Map<String, String> variables,
      @Nullable String subprotocol,
      @Nullable Principal user) {
    super(connection, protocol, pool);
    this.protocol = protocol;
    this.path = request.path();
    this.query = request.query();
    this.variables = variables;
    this.subprotocol = subprotocol;
    this.user = user;
  }

  @Override
  public @Nullable WsObservation observe(MessageType type) {
    ObservedSession observed = protocol.observed();
    return observed == null ? null : observed.begin(this, type);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String query() {
    return query;
  }

  @Override
  public Map<String, String> variables() {
    return variables;
  }

  @Override
  public @Nullable String subprotocol() {
    return subprotocol;
  }

  @Override
  public @Nullable Principal user() {
    return user;
  }

  @Override
  public SendOutcome sendText(String text) {
    return send(MessageType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public SendOutcome sendBinary(ByteBuffer message) {
    return send(MessageType.BINARY, message.duplicate());
  }

  @Override
  public SendOutcome sendPart(MessageType type, ByteBuffer part, boolean first, boolean last) {
    return send(
        OutboundMessage.part(buffers(), protocol.writer(), type, part.duplicate(), first, last));
  }

  private SendOutcome send(MessageType type, ByteBuffer payload) {
    SessionCompression compression = protocol.compression();
    if (compression != null && compression.isWorth(payload)) {
      return compression.send(connection(), protocol.writer(), type, payload);
    }
    return send(OutboundMessage.of(buffers(), protocol.writer(), type, payload));
  }

  @Override
  public SendOutcome sendPing(ByteBuffer payload) {
    return sendControl(out -> protocol.writer().writePing(out, payload.duplicate()));
  }

  @Override
  public SendOutcome sendPong(ByteBuffer payload) {
    return sendControl(out -> protocol.writer().writePong(out, payload.duplicate()));
  }

  private SendOutcome sendControl(Consumer<ByteBuffer> encoder) {
    // The bound does not apply to control frames, so it has to be asked for.
    SharedBuffer frame =
        connection().isBacklogged()
            ? null
            : buffers().tryAcquire(FrameHeader.MAX_CONTROL_FRAME_BYTES);
    if (frame == null) {
      return connection().refuse();
    }
    try {
      encoder.accept(frame.memory());
      frame.region(0, frame.memory().position());
      return connection().sendControl(frame);
    } finally {
      frame.release();
    }
  }

  @Override
  public SendOutcome offer(List<SharedBuffer> message) {
    requireServer();
    return connection().offer(message);
  }

  @Override
  public SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable) {
    requireServer();
    return connection().offer(message, stampNanos, droppable);
  }

  @Override
  public long discardQueued() {
    return connection().discardQueued();
  }

  @Override
  public long oldestUnsentNanos() {
    return connection().oldestUnsentNanos();
  }

  private void requireServer() {
    if (protocol.role() == Role.CLIENT) {
      throw new UnsupportedOperationException("an outbound session cannot send shared messages");
    }
  }

  @Override
  public void flush() {
    connection().flush();
  }

  @Override
  public SendOutcome sendFile(Path file, long fromByte, FileListener listener) throws IOException {
    requireServer(file);
    return send(connection().files().open(file, fromByte, listener));
  }

  @Override
  public SendOutcome sendFile(Path file, long fromByte, long bytes, FileListener listener)
      throws IOException {
    requireServer(file);
    return send(connection().files().open(file, fromByte, bytes, listener));
  }

  private void requireServer(Path file) {
    if (protocol.role() == Role.CLIENT) {
      throw new UnsupportedOperationException(
          "an outbound session cannot transmit a file: path=" + file);
    }
  }

  private SendOutcome send(OutboundFile file) {
    return sendFile(
        file,
        FrameHeader.MAX_SERVER_BYTES,
        out -> FrameWriter.server().writeHeader(out, Opcode.BINARY, true, file.remainingBytes()));
  }

  @Override
  public void close(WsClose status) {
    requireSendable(status);
    end(status);
  }

  @Override
  public void closeWithoutBacklog(WsClose status) {
    requireSendable(status);
    endWithoutBacklog(status);
  }

  @Override
  protected void dropBacklog() {
    connection().dropBacklog(false);
  }

  private static void requireSendable(WsClose status) {
    int code = status.code();
    if (code != CloseCode.NO_STATUS && !CloseCode.isAllowedOnWire(code)) {
      throw new IllegalArgumentException("a close frame must not carry this code: code=" + code);
    }
  }
}
