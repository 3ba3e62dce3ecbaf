package io.iocp.connection;

/** Hears how the sending of a file goes, in the connection's context; must not block. */
public interface FileListener {

  /**
   * The operating system has taken some more.
   *
   * @param bytes of the file so far, without a head
   */
  void progressed(long bytes);

  /** The last call. */
  void ended(FileOutcome outcome);
}
