package io.iocp.session;

/**
 * Work that goes through the completion port to one worker, made by {@link Session#workerTask}. It
 * has one place in the worker's queue and never runs twice at the same time: posting it while it
 * waits changes nothing, posting it while it runs has it run once more.
 */
@FunctionalInterface
public interface WorkerTask {

  /**
   * Has it run soon. Any thread.
   *
   * @return whether it will run; {@code false} after the transport has stopped
   */
  boolean post();
}
