package io.iocp.file;

/**
 * Follows transfers. Called on job workers and I/O workers, for one transfer in order; must not
 * block. An exception is logged.
 */
public interface FileTransferListener {

  /** Some more is there: a quarter of a megabyte or a few. */
  default void progressed(FileTransferSnapshot transfer) {}

  /** It has ended, in one way or the other. */
  default void ended(FileTransferSnapshot transfer) {}
}
