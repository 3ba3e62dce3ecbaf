package io.iocp.admin.files;

import org.jspecify.annotations.Nullable;

/**
 * Which file is to be offered to whom.
 *
 * @param client id of a client that exchanges files
 * @param name name of the file
 */
record TransferRequest(@Nullable Long client, @Nullable String name) {}
