package io.iocp.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("io.iocp.SlowHandler")
@Label("Slow Handler")
@Description("A call of a connection's handler that kept its I/O worker from all others")
@Category({"IOCP", "Transport"})
@Threshold("20 ms")
@StackTrace(false)
@SuppressWarnings("unused") // The fields are read by the recording.
final class SlowHandlerEvent extends Event {

  private static final SlowHandlerEvent PROTOTYPE = new SlowHandlerEvent();

  @Label("Connection")
  @Description("Id of the connection, as administration shows it")
  private long connection;

  static boolean isOn() {
    return PROTOTYPE.isEnabled();
  }

  static Object begun() {
    SlowHandlerEvent event = new SlowHandlerEvent();
    event.begin();
    return event;
  }

  static void ended(Object begun, long connection) {
    SlowHandlerEvent event = (SlowHandlerEvent) begun;
    event.end();
    if (event.shouldCommit()) {
      event.connection = connection;
      event.commit();
    }
  }
}
