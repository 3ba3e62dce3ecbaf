package io.iocp.admin.workers;

import org.jspecify.annotations.Nullable;

/**
 * The new number of job workers.
 *
 * @param count number of job workers
 */
record JobWorkersRequest(@Nullable Integer count) {}
