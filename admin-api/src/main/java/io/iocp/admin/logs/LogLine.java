package io.iocp.admin.logs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event of the log.
 *
 * @param time when
 * @param level how severe
 * @param logger who says it
 * @param thread on which thread
 * @param message what is said, without what looks like a secret
 * @param exception the exception's class, message and first frames; null if there is none
 */
record LogLine(
    Instant time,
    LogLevel level,
    String logger,
    String thread,
    String message,
    @Nullable String exception) {}
