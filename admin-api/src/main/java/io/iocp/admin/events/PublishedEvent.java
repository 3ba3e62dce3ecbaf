package io.iocp.admin.events;

import io.iocp.admin.live.LiveEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An event with its place in the order of all events, encoded once for all subscribers. */
final class PublishedEvent {

  private final long number;
  private final String type;
  private final @Nullable Integer level;
  private final byte[] bytes;

  /**
   * @param number its place, from 1 on
   * @param epoch which run of the server this is
   * @param json the data; on one line
   */
  PublishedEvent(long number, String epoch, LiveEvent event, String json) {
    this.number = number;
    this.type = event.type();
    this.level = event.level();
    this.bytes =
        ("id: " + epoch + "-" + number + "\nevent: " + type + "\ndata: " + json + "\n\n")
            .getBytes(StandardCharsets.UTF_8);
  }

  long number() {
    return number;
  }

  String type() {
    return type;
  }

  /** Its level, if it has one. */
  @Nullable Integer level() {
    return level;
  }

  /** What a subscriber gets; never changed. */
  byte[] bytes() {
    return bytes;
  }
}
