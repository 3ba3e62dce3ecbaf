package io.iocp.file;

import io.iocp.connection.FileListener;
import io.iocp.connection.SendOutcome;
import io.iocp.session.Session;
import java.io.IOException;
import java.nio.file.Path;

/** The other side of an exchange, whatever protocol it speaks. Any thread. */
interface FilePeer {

  /** Whom it is on. */
  Session session();

  /** Id of the connection. */
  default long id() {
    return session().id();
  }

  /** The peer, as {@code address:port}. */
  default String address() {
    return PeerAddress.text(session().remoteAddress());
  }

  /** What it speaks. */
  String protocol();

  /** Sends one {@link FileMessage}. */
  SendOutcome send(String message);

  /** Most content that one call of {@link #sendContent} takes. */
  long maximumContentBytes();

  /**
   * Sends a range of a file. May wait for the disk.
   *
   * @param listener hears how it goes, if it was accepted
   * @throws IOException when it cannot be read
   */
  SendOutcome sendContent(Path file, long fromByte, long bytes, FileListener listener)
      throws IOException;

  /** Whether a {@link #sendContent} that was accepted can be called off only with the session. */
  boolean isContentUnstoppable();
}
