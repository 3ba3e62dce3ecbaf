package io.iocp.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Who asked is in the stack trace. */
@Name("io.iocp.PoolEmpty")
@Label("Buffer Pool Empty")
@Description("The buffer pool refused a request, for the first time since it had buffers")
@Category({"IOCP", "Transport"})
@SuppressWarnings("unused") // The fields are read by the recording.
final class PoolEmptyEvent extends Event {

  private static final PoolEmptyEvent PROTOTYPE = new PoolEmptyEvent();

  @Label("Requested")
  @DataAmount
  private long requested;

  @Label("Allocated")
  @Description("What the pool has taken of the system")
  @DataAmount
  private long allocated;

  @Label("Maximum")
  @DataAmount
  private long maximum;

  static boolean isOn() {
    return PROTOTYPE.isEnabled();
  }

  static void record(int requestedBytes, long allocatedBytes, long maximumBytes) {
    PoolEmptyEvent event = new PoolEmptyEvent();
    event.requested = requestedBytes;
    event.allocated = allocatedBytes;
    event.maximum = maximumBytes;
    event.commit();
  }
}
