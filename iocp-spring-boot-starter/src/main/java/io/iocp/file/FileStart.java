package io.iocp.file;

/** What became of the wish to send a file to a client, or to get one from it. */
public sealed interface FileStart {

  /**
   * It has begun.
   *
   * @param transfer as it began
   */
  record Started(FileTransferSnapshot transfer) implements FileStart {}

  /**
   * It has not.
   *
   * @param failure why; {@code GONE} when there is no such client
   * @param reason the same in words
   */
  record Refused(FileFailure failure, String reason) implements FileStart {}
}
