package io.iocp.streaming;

import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsHandshakeInterceptor;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets publishers and viewers in, if anybody may come in at all and the stream's name is one. */
final class StreamAccess implements WsHandshakeInterceptor {

  private final boolean open;

  StreamAccess(boolean open) {
    this.open = open;
  }

  @Override
  public @Nullable HandshakeFailure check(
      HandshakeRequest request, InetSocketAddress remoteAddress) {
    String closed = whyClosed();
    if (closed != null) {
      return new HandshakeFailure(403, closed);
    }
    String name = request.path().substring(request.path().lastIndexOf('/') + 1);
    Optional<String> problem = StreamId.whyInvalid(name);
    return problem.map(reason -> new HandshakeFailure(400, reason)).orElse(null);
  }

  /** Why nobody may come in, in one sentence; null if everybody may. */
  @Nullable String whyClosed() {
    return open ? null : "publishing and watching are closed: set streaming.security.mode";
  }
}
