package io.iocp.completion.nio;

/** A socket with data waiting and no buffer for it. */
@FunctionalInterface
interface Starving {

  /** Its turn, in which it takes one buffer; answers false when there is still none. */
  boolean feed();
}
