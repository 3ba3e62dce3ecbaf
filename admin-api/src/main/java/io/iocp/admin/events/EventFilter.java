package io.iocp.admin.events;

import java.util.Set;

/**
 * What a subscriber wants to hear.
 *
 * @param types types of events; empty for all
 * @param level lowest level of events that have one
 */
record EventFilter(Set<String> types, int level) {

  boolean accepts(PublishedEvent event) {
    return (types.isEmpty() || types.contains(event.type()))
        && (event.level() == null || event.level() >= level);
  }
}
