package io.iocp.admin.workers;

import io.iocp.job.JobQueueOptions;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The new number of job workers.
 *
 * @param count number of job workers
 */
record JobWorkersRequest(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            minimum = "1",
            maximum = "" + JobQueueOptions.MAXIMUM_WORKERS)
        @Nullable Integer count) {}
