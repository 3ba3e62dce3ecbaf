package io.iocp.file;

import java.io.IOException;

/** A step of a transfer that cannot be taken; everything up to its session deals with it. */
final class TransferException extends IOException {

  private static final long serialVersionUID = 1L;

  private final FileFailure failure;

  TransferException(FileFailure failure, String reason) {
    super(reason);
    this.failure = failure;
  }

  FileFailure failure() {
    return failure;
  }

  /** What an exception means for a transfer: all but ours come from the disk. */
  static FileFailure failureOf(IOException e) {
    return e instanceof TransferException ours ? ours.failure : FileFailure.DISK;
  }

  /** What a peer is told; paths of this machine are none of its business. */
  static String reasonOf(IOException e) {
    return e instanceof TransferException && e.getMessage() != null
        ? e.getMessage()
        : "file I/O failed";
  }
}
