package io.iocp.admin.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of a stream's viewers, ordered by client.
 *
 * @param viewers the part
 * @param next the after of the following part; null if this is the last
 */
record ViewerPage(List<StreamViewer> viewers, @Nullable Long next) {}
