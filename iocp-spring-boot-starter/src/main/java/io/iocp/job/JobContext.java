package io.iocp.job;

import java.util.Map;
import org.slf4j.MDC;

/**
 * Carries what a submitter has in thread-local variables over to the worker that runs its job.
 *
 * <p>Any thread.
 */
@FunctionalInterface
public interface JobContext {

  /** Carries the logger's diagnostic context (MDC). */
  JobContext LOGGING =
      work -> {
        Map<String, String> captured = MDC.getCopyOfContextMap();
        if (captured == null || captured.isEmpty()) {
          return work;
        }
        return () -> {
          MDC.setContextMap(captured);
          try {
            work.run();
          } finally {
            MDC.clear();
          }
        };
      };

  /**
   * Captures the calling thread's context.
   *
   * @return the work with that context around it; leaves the worker as it was
   */
  Runnable capture(Runnable work);

  /**
   * Lets a job be observed where it runs, within its context. Called like {@link #capture} on the
   * thread that submits it, before that, and must be as quick.
   *
   * @param name the job's
   * @return the work, with what observes it around it
   */
  default JobWork observe(String name, JobWork work) {
    return work;
  }
}
