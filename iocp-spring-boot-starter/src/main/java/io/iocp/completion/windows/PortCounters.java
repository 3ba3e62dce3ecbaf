package io.iocp.completion.windows;

import java.util.concurrent.atomic.LongAdder;

/** What the workers of a port have counted together. Any thread. */
final class PortCounters {

  /** Times a worker came back from the kernel. */
  final LongAdder batches = new LongAdder();

  /** Operations that came home, those done at once included. */
  final LongAdder completions = new LongAdder();

  /** Packets and completions that mailboxes have run. */
  final LongAdder mailboxRuns = new LongAdder();

  /** Calls into the kernel for submitting and waiting. */
  final LongAdder systemCalls = new LongAdder();

  /** Entries posted to the port. */
  final LongAdder wakeups = new LongAdder();

  /** Sends of which the kernel took only a part. */
  final LongAdder shortSends = new LongAdder();

  /** Times data was waiting and the pool had no buffer. */
  final LongAdder starvations = new LongAdder();

  /** Entries for an operation that is not in flight. */
  final LongAdder lateCompletions = new LongAdder();
}
