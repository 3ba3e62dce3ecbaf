package io.iocp.admin.files;

import org.jspecify.annotations.Nullable;

/**
 * A file to offer to a client.
 *
 * @param client id of a client with a session for files
 * @param name name of the file
 */
record TransferRequest(@Nullable Long client, @Nullable String name) {}
