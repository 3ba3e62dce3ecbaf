package io.iocp.file;

import io.iocp.connection.FileListener;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.PacketSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A peer that speaks packets; the content does not pass through the heap on either side. */
final class PacketFilePeer implements FilePeer {

  /** Type of the packets with one {@link FileMessage} each. */
  static final int MESSAGE = 0xE0;

  /** Type of the packets with content. */
  static final int CONTENT = 0xE1;

  private static final long MAXIMUM_CONTENT_BYTES = 1L << 30;

  private final PacketSession session;

  PacketFilePeer(PacketSession session) {
    this.session = session;
  }

  @Override
  public PacketSession session() {
    return session;
  }

  @Override
  public String protocol() {
    return "packet";
  }

  @Override
  public SendOutcome send(String message) {
    return session.send(MESSAGE, ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public long maximumContentBytes() {
    return MAXIMUM_CONTENT_BYTES;
  }

  @Override
  public SendOutcome sendContent(Path file, long fromByte, long bytes, FileListener listener)
      throws IOException {
    return session.sendFile(CONTENT, file, fromByte, bytes, listener);
  }

  @Override
  public boolean isContentUnstoppable() {
    return true;
  }
}
