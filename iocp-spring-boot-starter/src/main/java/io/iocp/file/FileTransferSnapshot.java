package io.iocp.file;

import org.jspecify.annotations.Nullable;

/**
 * A transfer at one moment.
 *
 * @param id unique while the exchange lives, in order of their begin
 * @param client id of the connection
 * @param address the peer, as {@code address:port}
 * @param protocol {@code websocket} or {@code packet}
 * @param name name of the file
 * @param direction which way it goes
 * @param state where it is
 * @param totalBytes size of the file
 * @param resumedFromByte what was there already; 0 if nothing
 * @param transferredBytes what is there now, that part included
 * @param bytesPerSecond average rate since the content began to flow; 0 before
 * @param failure why it failed, if it did
 * @param reason the same in words, the peer's where it gave up; empty if there are none
 */
public record FileTransferSnapshot(
    long id,
    long client,
    String address,
    String protocol,
    String name,
    FileDirection direction,
    FileTransferState state,
    long totalBytes,
    long resumedFromByte,
    long transferredBytes,
    long bytesPerSecond,
    @Nullable FileFailure failure,
    String reason) {}
