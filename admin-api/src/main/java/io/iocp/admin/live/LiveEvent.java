package io.iocp.admin.live;

import org.jspecify.annotations.Nullable;

/**
 * Something that has happened, as watchers are told.
 *
 * @param type what kind of event it is; watchers choose by it
 * @param level how severe it is, as a log level's number; null if that does not apply
 * @param data what is written as its JSON
 */
public record LiveEvent(String type, @Nullable Integer level, Object data) {

  /** An event that has no level. */
  public static LiveEvent of(String type, Object data) {
    return new LiveEvent(type, null, data);
  }
}
