package io.iocp.completion.nio;

/**
 * A finished operation that is posted to its loop, which completes it with the next batch. NIO
 * finishes operations inside of the call that submits them; posting keeps completions from
 * recursing.
 */
@FunctionalInterface
interface PostedCompletion {
  void dispatch();
}
