package io.iocp.completion.windows;

/** A socket's registration as those see it who make it and who dequeue its entries. */
interface Registration {

  long socket();

  /** Of the entries that are dequeued for it. */
  long key();

  /**
   * The call that made a submission is over. By the worker that made it.
   *
   * @param generation which of the registration's submissions it was
   * @param result 0, or why it was refused
   */
  void answered(int generation, int result);

  /** An entry with the registration's key was dequeued. Any worker. */
  void dequeued(int events);
}
