package io.iocp.admin.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a stream's viewers, ordered by client id.
 *
 * @param viewers the viewers of this page
 * @param next after for the next page; null on the last page
 */
record ViewerPage(List<StreamViewer> viewers, @Nullable Long next) {}
