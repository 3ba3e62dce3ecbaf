package io.iocp.admin.events;

import io.iocp.admin.security.Visibility;
import java.util.Set;

/**
 * What a subscriber wants to hear.
 *
 * @param types types of events; empty for all
 * @param level lowest level of events that have one
 * @param visibility what it may know of
 */
record EventFilter(Set<String> types, int level, Visibility visibility) {

  boolean accepts(PublishedEvent event) {
    return (types.isEmpty() || types.contains(event.type()))
        && (event.level() == null || event.level() >= level);
  }
}
