package io.iocp.admin.workers;

import org.jspecify.annotations.Nullable;

/**
 * How many workers there are to be.
 *
 * @param count their number
 */
record JobWorkersRequest(@Nullable Integer count) {}
