package io.iocp.admin.files;

import io.iocp.file.FileDirection;
import io.iocp.file.FileTransferSnapshot;
import io.iocp.file.FileTransferState;

/**
 * A snapshot of a transfer.
 *
 * @param id unique while the server runs, in the order in which transfers were started
 * @param client id of the client
 * @param remoteAddress address and port of the client
 * @param protocol protocol of the client: websocket or packet
 * @param name name of the file
 * @param direction direction, as seen from the server
 * @param state state of the transfer
 * @param totalBytes size of the file; 0 while unknown
 * @param resumedFromByte bytes that were kept from an earlier attempt
 * @param transferredBytes bytes transferred, including those
 * @param bytesPerSecond average rate since the first content; 0 before
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
