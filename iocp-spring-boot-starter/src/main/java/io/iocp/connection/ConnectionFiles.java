package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.ChannelFile;
import io.iocp.completion.PortFile;
import java.io.IOException;
import java.nio.file.Path;

/** Files on their way out of one connection. Any thread. */
public final class ConnectionFiles {

  private final ConnectionCore core;

  ConnectionFiles(ConnectionCore core) {
    this.core = core;
  }

  /**
   * Opens a file, from some byte to its end, for {@link #send}. May wait for the disk: best called
   * on a thread that may.
   *
   * @param fromByte where to begin, 0 or more
   * @param listener hears how it goes after a connection has accepted it; a failure of it ends the
   *     connection
   * @throws IOException when there is no such file, it may not be read, or it has no such byte
   */
  public OutboundFile open(Path path, long fromByte, FileListener listener) throws IOException {
    PortFile file = open(path);
    try {
      return new OutboundFile(file, fromByte, listener);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a range of a file: see {@link #open(Path, long, FileListener)}.
   *
   * @param bytes how many of it
   * @throws IOException also when the file is shorter than that
   */
  public OutboundFile open(Path path, long fromByte, long bytes, FileListener listener)
      throws IOException {
    PortFile file = open(path);
    try {
      return new OutboundFile(file, fromByte, bytes, listener);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private PortFile open(Path path) throws IOException {
    return core.isSecured() ? ChannelFile.open(path) : core.host().openFile(path);
  }

  /**
   * Sends a buffer and a file, back to back. In the queue it is one entry, of a fixed size. The
   * queue takes a reference of its own to the buffer, and the file is the connection's, if it
   * accepts; else both stay with the caller.
   *
   * @param head not shared with others, and no part of what is queued already
   * @return any outcome; {@code SENT} if nothing was before it and the port has begun with it
   */
  public SendOutcome send(SharedBuffer head, OutboundFile file) {
    return core.sending().sendFile(head, file);
  }
}
