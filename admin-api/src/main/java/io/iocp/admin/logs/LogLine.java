package io.iocp.admin.logs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log.
 *
 * @param time time of the event
 * @param level level of the event
 * @param logger name of the logger
 * @param thread name of the thread
 * @param message message, with anything that looks like a secret removed
 * @param exception class, message and first frames of the exception; null for none
 */
record LogLine(
    Instant time,
    LogLevel level,
    String logger,
    String thread,
    String message,
    @Nullable String exception) {}
