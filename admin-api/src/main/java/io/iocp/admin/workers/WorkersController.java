package io.iocp.admin.workers;

import io.iocp.IocpTransport;
import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.security.AuditDetail;
import io.iocp.admin.workers.WorkersView.IoWorker;
import io.iocp.admin.workers.WorkersView.JobWorkers;
import io.iocp.job.JobQueueOptions;
import io.iocp.job.JobQueueSnapshot;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.TimeUnit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** I/O workers and job workers. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/workers")
class WorkersController {

  private final IocpTransport transport;

  WorkersController(IocpTransport transport) {
    this.transport = transport;
  }

  /** Lists the I/O workers and the job workers. */
  @GetMapping
  WorkersView workers() {
    return new WorkersView(
        transport.figures().snapshot().workers().stream()
            .map(
                worker ->
                    new IoWorker(
                        worker.index(),
                        worker.thread(),
                        worker.alive(),
                        TimeUnit.NANOSECONDS.toMillis(worker.silentNanos()),
                        worker.connections()))
            .toList(),
        jobWorkers());
  }

  /**
   * Sets the number of job workers. A removed worker completes its current job first.
   *
   * @param request the new number
   */
  @PutMapping("/jobs")
  JobWorkers setJobWorkers(@RequestBody JobWorkersRequest request, HttpServletRequest http) {
    Integer count = request.count();
    if (count == null || count < 1 || count > JobQueueOptions.MAXIMUM_WORKERS) {
      throw ProblemException.invalid("count", count, "1 to " + JobQueueOptions.MAXIMUM_WORKERS);
    }
    AuditDetail.set(http, transport.jobs().workers() + " to " + count);
    transport.jobs().setWorkers(count);
    return jobWorkers();
  }

  private JobWorkers jobWorkers() {
    JobQueueSnapshot jobs = transport.jobs().snapshot();
    return new JobWorkers(jobs.workers(), JobQueueOptions.MAXIMUM_WORKERS, jobs.running());
  }
}
