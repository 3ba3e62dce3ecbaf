package io.iocp.admin.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of streams, ordered by name.
 *
 * @param streams the streams of this page
 * @param next after for the next page; null on the last page
 */
record StreamPage(List<StreamView> streams, @Nullable String next) {}
