package io.iocp.streaming.relay;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

@Name("io.iocp.DropToKeyframe")
@Label("Drop to Keyframe")
@Description("A viewer was behind: what waited for it was dropped, up to the next keyframe")
@Category({"IOCP", "Relay"})
@StackTrace(false)
@SuppressWarnings("unused") // The fields are read by the recording.
final class DropToKeyframeEvent extends Event {

  private static final DropToKeyframeEvent PROTOTYPE = new DropToKeyframeEvent();

  @Label("Viewer")
  @Description("Id of its connection, as administration shows it")
  private long viewer;

  @Label("Reason")
  private String reason = "";

  @Label("Delay")
  @Description("By how much it was behind, as far as the server knows")
  @Timespan(Timespan.NANOSECONDS)
  private long delay;

  /** Notes a drop, if somebody records such. Only where Java has the module to record with. */
  static void record(long viewer, String reason, long delayNanos) {
    if (!PROTOTYPE.isEnabled()) {
      return;
    }
    DropToKeyframeEvent event = new DropToKeyframeEvent();
    event.viewer = viewer;
    event.reason = reason;
    event.delay = delayNanos;
    event.commit();
  }
}
