package io.iocp.admin.jobs;

import io.iocp.job.JobSnapshot;
import io.iocp.job.JobState;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A job at one moment.
 *
 * @param id unique while the server runs, in the order of submission
 * @param name description of the job
 * @param client id of the client that it belongs to; null for none
 * @param state whether it is queued or running
 * @param inStateMillis time since it entered this state
 * @param thread name of the thread that runs it; null while it is queued
 * @param cancelling whether it was cancelled while running
 */
record JobView(
    long id,
    String name,
    @Nullable Long client,
    JobState state,
    long inStateMillis,
    @Nullable String thread,
    boolean cancelling) {

  static JobView of(JobSnapshot job) {
    return new JobView(
        job.id(),
        job.name(),
        job.owner(),
        job.state(),
        TimeUnit.NANOSECONDS.toMillis(job.inStateNanos()),
        job.thread(),
        job.cancelling());
  }
}
