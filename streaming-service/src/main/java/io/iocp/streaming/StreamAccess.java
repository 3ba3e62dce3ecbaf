package io.iocp.streaming;

import io.iocp.http.protocol.HttpRefusal;
import io.iocp.streaming.stream.StreamGate;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsHandshakeInterceptor;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets publishers and viewers in, if anybody may come in at all and the stream's name is one. */
final class StreamAccess implements WsHandshakeInterceptor, StreamGate {

  private final boolean open;

  StreamAccess(boolean open) {
    this.open = open;
  }

  @Override
  public @Nullable HandshakeFailure check(
      HandshakeRequest request, InetSocketAddress remoteAddress) {
    String name = request.path().substring(request.path().lastIndexOf('/') + 1);
    HttpRefusal refusal = check(name);
    return refusal == null ? null : HandshakeFailure.of(refusal);
  }

  @Override
  public @Nullable HttpRefusal check(String name) {
    String closed = whyClosed();
    if (closed != null) {
      return new HttpRefusal(403, closed);
    }
    Optional<String> problem = StreamId.whyInvalid(name);
    return problem.map(reason -> new HttpRefusal(400, reason)).orElse(null);
  }

  /** Why nobody may come in, in one sentence; null if everybody may. */
  @Nullable String whyClosed() {
    return open ? null : "publishing and watching are closed: set streaming.security.mode";
  }
}
