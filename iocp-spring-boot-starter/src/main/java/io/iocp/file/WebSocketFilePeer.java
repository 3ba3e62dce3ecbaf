package io.iocp.file;

import io.iocp.completion.ChannelFile;
import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import io.iocp.websocket.WsSession;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A peer on a WebSocket. A server sends the content as one message that does not pass through the
 * heap; a client has to mask it, so it reads it piece by piece.
 */
final class WebSocketFilePeer implements FilePeer {

  private static final int CLIENT_PIECE_BYTES = 128 << 10;

  private final WsSession session;

  WebSocketFilePeer(WsSession session) {
    this.session = session;
  }

  @Override
  public WsSession session() {
    return session;
  }

  @Override
  public String protocol() {
    return "websocket";
  }

  @Override
  public SendOutcome send(String message) {
    return session.sendText(message);
  }

  @Override
  public long maximumContentBytes() {
    return session.isOutbound() ? CLIENT_PIECE_BYTES : Long.MAX_VALUE;
  }

  @Override
  public SendOutcome sendContent(Path file, long fromByte, long bytes, FileListener listener)
      throws IOException {
    if (!session.isOutbound()) {
      return session.sendFile(file, fromByte, bytes, listener);
    }
    SendOutcome outcome = session.sendBinary(read(file, fromByte, (int) bytes));
    if (outcome.isAccepted()) {
      listener.progressed(bytes);
      listener.ended(FileOutcome.SENT);
    }
    return outcome;
  }

  private static ByteBuffer read(Path file, long fromByte, int bytes) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(bytes);
    try (ChannelFile source = ChannelFile.open(file)) {
      if (!source.read(piece, fromByte)) {
        throw new EOFException("the file was truncated while it was sent");
      }
    }
    return piece.flip();
  }

  @Override
  public boolean isContentUnstoppable() {
    return !session.isOutbound();
  }
}
