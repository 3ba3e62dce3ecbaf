package io.iocp.completion.nio;

import java.util.concurrent.atomic.LongAdder;

/** What one worker has done. Counted on its thread (wake-ups: by the waker), read by any. */
final class WorkerCounters {

  final LongAdder batches = new LongAdder();
  final LongAdder completions = new LongAdder();
  final LongAdder packets = new LongAdder();
  final LongAdder systemCalls = new LongAdder();
  final LongAdder wakeups = new LongAdder();
  final LongAdder shortSends = new LongAdder();
  final LongAdder starvations = new LongAdder();
}
