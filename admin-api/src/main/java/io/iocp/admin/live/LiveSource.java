package io.iocp.admin.live;

import java.util.List;
import java.util.Set;

/**
 * A part of the server whose changes can be watched.
 *
 * <p>A bean of this type is asked once a second, always by the same thread, whether anybody watches
 * or not: it must not block, and its answers must be bounded however much has happened.
 */
public interface LiveSource {

  /** The types that its events may have. */
  Set<String> types();

  /** What has happened since it was asked last, in order. */
  List<LiveEvent> poll();
}
