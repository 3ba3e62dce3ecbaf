package io.iocp.streaming.event;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something has happened to a stream. Beans hear of it by a method with {@code @EventListener}, on
 * a thread for that; one that takes long keeps the others waiting.
 *
 * @param type what
 * @param time when
 * @param stream name of the stream; null for what is about none
 * @param client id of the publisher's or viewer's client, below zero for the service itself; null
 *     where nobody is meant
 * @param detail more, in words, or null
 */
public record StreamEvent(
    Type type,
    Instant time,
    @Nullable String stream,
    @Nullable Long client,
    @Nullable String detail) {

  /** What can happen. */
  public enum Type {
    STREAM_STARTED,
    STREAM_TAKEN_OVER,
    STREAM_STOPPED,
    FIRST_FRAME,
    VIEWER_JOINED,
    VIEWER_LEFT,
    VIEWER_SLOW,
    /** Nothing is added to a recording any more; the detail is its id. */
    RECORDING_FINISHED,
    REFUSAL_BURST;

    /** As webhooks and settings call it, such as {@code stream-started}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
