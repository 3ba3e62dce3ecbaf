package io.iocp.admin.jobs;

import io.iocp.IocpTransport;
import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.paging.PageOf;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.job.JobCounter;
import io.iocp.job.JobQueue;
import io.iocp.job.JobQueueSnapshot;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Queued and running jobs. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/jobs")
class JobsController {

  private final JobQueue jobs;

  JobsController(IocpTransport transport) {
    this.jobs = transport.jobs();
  }

  /**
   * Lists the jobs by id, with the statistics of their queue.
   *
   * @param limit maximum number of entries, 1 to 1000
   * @param after only jobs with a larger id: next of the previous page
   */
  @GetMapping
  JobPage list(
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "0") long after) {
    PageLimit.check(limit);
    List<JobView> found = jobs.jobs(after, limit + 1).stream().map(JobView::of).toList();
    PageOf<JobView> page = PageOf.first(found, limit);
    return new JobPage(page.entries(), page.next(JobView::id), queue(jobs.snapshot()));
  }

  private static JobPage.Queue queue(JobQueueSnapshot queue) {
    return new JobPage.Queue(
        queue.queued(),
        queue.capacity(),
        queue.running(),
        queue.stuck(),
        queue.counters().getOrDefault(JobCounter.COMPLETED, 0L),
        queue.counters().getOrDefault(JobCounter.FAILED, 0L),
        queue.counters().getOrDefault(JobCounter.CANCELLED, 0L),
        queue.counters().getOrDefault(JobCounter.REFUSED_FULL, 0L));
  }

  /**
   * Shows one job.
   *
   * @param id the job's id
   */
  @GetMapping("/{id}")
  JobView get(@PathVariable long id) {
    return jobs.job(id).map(JobView::of).orElseThrow(() -> notFound(id));
  }

  /**
   * Cancels a job. A running job is interrupted, and listed until it has ended.
   *
   * @param id the job's id
   */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void cancel(@PathVariable long id) {
    if (!jobs.cancel(id)) {
      throw notFound(id);
    }
  }

  private static ProblemException notFound(long id) {
    return new ProblemException(
        ProblemType.JOB_NOT_FOUND, "No job with the id " + id + " is queued or running.");
  }
}
