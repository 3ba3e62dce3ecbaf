package io.iocp.admin.events;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.security.Visibility;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An event with its place in the order of all events, encoded once for all subscribers. */
final class PublishedEvent {

  private final long number;
  private final String type;
  private final @Nullable Integer level;
  private final byte[] bytes;
  private final Function<Visibility, byte @Nullable []> part;

  /**
   * @param number its place, from 1 on
   * @param epoch which run of the server this is
   * @param json writes data on one line
   */
  PublishedEvent(long number, String epoch, LiveEvent event, Function<Object, String> json) {
    this(
        number,
        event.type(),
        event.level(),
        bytes(number, epoch, event.type(), json.apply(event.data())),
        visibility -> {
          Object data = event.part().of(visibility);
          return data == null ? null : bytes(number, epoch, event.type(), json.apply(data));
        });
  }

  private PublishedEvent(
      long number,
      String type,
      @Nullable Integer level,
      byte[] bytes,
      Function<Visibility, byte @Nullable []> part) {
    this.number = number;
    this.type = type;
    this.level = level;
    this.bytes = bytes;
    this.part = part;
  }

  private static byte[] bytes(long number, String epoch, String type, String json) {
    return ("id: " + epoch + "-" + number + "\nevent: " + type + "\ndata: " + json + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** As it is remembered: for those who may know everything, without all that it was made of. */
  PublishedEvent whole() {
    return new PublishedEvent(number, type, level, bytes, visibility -> null);
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

  /** What those get who may know everything; never changed. */
  byte[] bytes() {
    return bytes;
  }

  /** What somebody gets; null if that is nothing. */
  byte @Nullable [] bytes(Visibility visibility) {
    return visibility.everything() ? bytes : part.apply(visibility);
  }
}
