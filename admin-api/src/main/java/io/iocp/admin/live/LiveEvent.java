package io.iocp.admin.live;

import io.iocp.admin.security.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened, as watchers are told.
 *
 * @param type what kind of event it is; watchers choose by it
 * @param level how severe it is, as a log level's number; null if that does not apply
 * @param data what is written as its JSON
 * @param part what of it those are told who may not know everything
 */
public record LiveEvent(String type, @Nullable Integer level, Object data, Part part) {

  /** Nothing is told to those who may not know everything. */
  public static final Part NONE = visibility -> null;

  /** What of an event somebody may know. */
  @FunctionalInterface
  public interface Part {

    /** The data with what may be known; null if they are not to notice that there was an event. */
    @Nullable Object of(Visibility visibility);
  }

  /** An event without a level that names nothing which somebody must not know. */
  public static LiveEvent of(String type, Object data) {
    return new LiveEvent(type, null, data, visibility -> data);
  }

  /** An event without a level of which everybody is told what they may know. */
  public static LiveEvent of(String type, Object data, Part part) {
    return new LiveEvent(type, null, data, part);
  }
}
