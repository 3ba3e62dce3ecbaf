package io.iocp.admin.files;

import io.iocp.file.FileDirection;
import io.iocp.file.FileTransferSnapshot;
import io.iocp.file.FileTransferState;

/**
 * A transfer at one moment.
 *
 * @param id unique while the server runs, in order of their begin
 * @param client id of the client that the file goes to or comes from
 * @param remoteAddress address and port of the client
 * @param protocol what is spoken with the client: websocket or packet
 * @param name name of the file
 * @param direction which way the file goes, as the server sees it
 * @param state where the transfer is
 * @param totalBytes size of the file; 0 while it is not known
 * @param resumedFromByte what was there already of an earlier attempt
 * @param transferredBytes what is there now, that part included
 * @param bytesPerSecond average rate since the content began to flow; 0 before
 */
record TransferView(
    long id,
    long client,
    String remoteAddress,
    String protocol,
    String name,
    FileDirection direction,
    FileTransferState state,
    long totalBytes,
    long resumedFromByte,
    long transferredBytes,
    long bytesPerSecond) {

  static TransferView of(FileTransferSnapshot transfer) {
    return new TransferView(
        transfer.id(),
        transfer.client(),
        transfer.address(),
        transfer.protocol(),
        transfer.name(),
        transfer.direction(),
        transfer.state(),
        transfer.totalBytes(),
        transfer.resumedFromByte(),
        transfer.transferredBytes(),
        transfer.bytesPerSecond());
  }
}
