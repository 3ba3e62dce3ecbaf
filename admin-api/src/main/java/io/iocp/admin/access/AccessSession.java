package io.iocp.admin.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session that was let in.
 *
 * @param id unique while the server runs, in the order of coming
 * @param client id of its client
 * @param action publish, watch or files
 * @param name name of the stream or file
 * @param identity who it is, such as user:NAME or token:NAME; anonymous if unknown
 * @param keys what can be revoked to close it
 * @param right the right by which it is there
 * @param remoteAddress address of the client
 * @param since when it began
 * @param until when its credentials expire; null if they do not
 */
public record AccessSession(
    long id,
    long client,
    String action,
    String name,
    String identity,
    List<String> keys,
    String right,
    String remoteAddress,
    Instant since,
    @Nullable Instant until) {}
