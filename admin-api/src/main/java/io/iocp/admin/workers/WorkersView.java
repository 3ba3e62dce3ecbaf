package io.iocp.admin.workers;

import java.util.List;

/**
 * A snapshot of the workers.
 *
 * @param io I/O workers; their number is fixed
 * @param jobs job workers
 */
record WorkersView(List<IoWorker> io, JobWorkers jobs) {

  /**
   * An I/O worker.
   *
   * @param index its index
   * @param thread name of its thread
   * @param alive whether its thread runs
   * @param silentMillis time since it last returned from the port; it is stuck after a few seconds
   * @param connections number of connections that it serves
   */
  record IoWorker(int index, String thread, boolean alive, long silentMillis, int connections) {}

  /**
   * The job workers.
   *
   * @param count their number, as configured
   * @param maximum maximum number of job workers
   * @param busy number of workers that run a job
   */
  record JobWorkers(int count, int maximum, int busy) {}
}
