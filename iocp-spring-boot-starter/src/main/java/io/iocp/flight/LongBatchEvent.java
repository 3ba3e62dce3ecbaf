package io.iocp.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

@Name("io.iocp.LongBatch")
@Label("Long Batch")
@Description("Completions that came together and took a worker 20 ms or longer")
@Category({"IOCP", "Transport"})
@StackTrace(false)
@SuppressWarnings("unused") // The fields are read by the recording.
final class LongBatchEvent extends Event {

  private static final LongBatchEvent PROTOTYPE = new LongBatchEvent();

  @Label("Worker")
  private int worker;

  @Label("Completions")
  @Description("How many came together, packets included")
  private int completions;

  @Label("Time Taken")
  @Description("From their dequeue to the end of the last one's handler")
  @Timespan(Timespan.NANOSECONDS)
  private long timeTaken;

  static boolean isOn() {
    return PROTOTYPE.isEnabled();
  }

  static void record(int worker, int completions, long tookNanos) {
    LongBatchEvent event = new LongBatchEvent();
    event.worker = worker;
    event.completions = completions;
    event.timeTaken = tookNanos;
    event.commit();
  }
}
