package io.iocp.job;

/** What a job does. */
@FunctionalInterface
public interface JobWork {

  /**
   * Does it, on a job worker; may block. A job that is cancelled is interrupted: long work looks at
   * {@link Thread#isInterrupted()} now and then.
   *
   * @throws Exception when it failed; logged and counted
   */
  void run() throws Exception;
}
