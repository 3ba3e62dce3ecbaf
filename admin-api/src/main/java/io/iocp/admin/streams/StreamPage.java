package io.iocp.admin.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of streams, ordered by name.
 *
 * @param streams the part
 * @param next the after of the following part; null if this is the last
 */
record StreamPage(List<StreamView> streams, @Nullable String next) {}
