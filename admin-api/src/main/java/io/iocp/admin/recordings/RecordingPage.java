package io.iocp.admin.recordings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of recordings.
 *
 * @param recordings recordings, the newest first
 * @param total number of recordings on all pages
 * @param next id to pass as after for the next page; null if this is the last one
 */
record RecordingPage(List<RecordingView> recordings, int total, @Nullable String next) {}
