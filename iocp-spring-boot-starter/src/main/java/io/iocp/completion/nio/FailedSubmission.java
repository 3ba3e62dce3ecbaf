package io.iocp.completion.nio;

/**
 * An operation that has finished and waits for its turn to come home. NIO finishes operations
 * inside of the call that starts them; going through the loop keeps completions from recursing.
 */
@FunctionalInterface
interface FailedSubmission {
  void dispatch();
}
