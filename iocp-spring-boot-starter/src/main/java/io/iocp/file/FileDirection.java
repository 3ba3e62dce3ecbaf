package io.iocp.file;

/** Which way a file goes. */
public enum FileDirection {
  /** From here to the peer. */
  SENDING,
  /** From the peer to here. */
  RECEIVING
}
