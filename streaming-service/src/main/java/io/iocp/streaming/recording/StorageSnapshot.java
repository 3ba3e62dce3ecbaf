package io.iocp.streaming.recording;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where recordings are kept, at one moment.
 *
 * @param directory where
 * @param recordings how many
 * @param bytes of all of them
 * @param usableBytes what is free on the disk
 * @param totalBytes what the disk has; 0 when the directory is missing
 * @param problem why nothing can be recorded now; null if nothing speaks against it
 */
public record StorageSnapshot(
    Path directory,
    int recordings,
    long bytes,
    long usableBytes,
    long totalBytes,
    @Nullable String problem) {}
