package io.iocp.admin.recordings;

import org.jspecify.annotations.Nullable;

/**
 * Where recordings are kept, at one moment.
 *
 * @param directory the directory
 * @param recordings number of recordings
 * @param bytes size of all recordings
 * @param usableBytes what is free on the disk
 * @param totalBytes size of the disk; 0 if the directory is missing
 * @param problem why nothing can be recorded now; null if nothing speaks against it
 */
public record StorageView(
    String directory,
    int recordings,
    long bytes,
    long usableBytes,
    long totalBytes,
    @Nullable String problem) {}
