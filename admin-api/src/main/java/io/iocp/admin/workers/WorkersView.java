package io.iocp.admin.workers;

import java.util.List;

/**
 * The workers at one moment.
 *
 * @param io the I/O workers; their number is set at the start
 * @param jobs the workers for heavy work
 */
record WorkersView(List<IoWorker> io, JobWorkers jobs) {

  /**
   * An I/O worker.
   *
   * @param index its number
   * @param thread name of its thread
   * @param alive whether its thread runs
   * @param silentMillis time since it came back from the port last; beyond a few seconds it is
   *     stuck
   * @param connections connections that it serves
   */
  record IoWorker(int index, String thread, boolean alive, long silentMillis, int connections) {}

  /**
   * The workers for heavy work.
   *
   * @param count how many there are, as set
   * @param maximum how many there may be
   * @param busy how many are at a job
   */
  record JobWorkers(int count, int maximum, int busy) {}
}
