package io.iocp.streaming.file;

import io.iocp.file.FileName;
import io.iocp.websocket.WsHandshakeInterceptor;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Lets in who exchanges files, if anybody may at all and the path's name is one of a file. */
final class FileAccess implements WsHandshakeInterceptor {

  private final boolean open;

  FileAccess(boolean open) {
    this.open = open;
  }

  @Override
  public @Nullable HandshakeFailure check(
      HandshakeRequest request, InetSocketAddress remoteAddress) {
    if (!open) {
      return new HandshakeFailure(403, "files are closed: set streaming.security.mode");
    }
    if (request.path().equals(FileEndpoints.ALL)) {
      return null;
    }
    String name = request.path().substring(request.path().lastIndexOf('/') + 1);
    return FileName.whyInvalid(name).map(reason -> new HandshakeFailure(400, reason)).orElse(null);
  }
}
