package io.iocp.admin.streams;

import java.util.Collection;

/**
 * What the administration API asks of a service that has streams.
 *
 * <p>A service that declares a bean of this type gets the stream part of the API. Called by request
 * threads, several at a time.
 */
public interface StreamDirectory {

  /**
   * Describes all streams that are live now.
   *
   * @return one view for each, in any order; names are unique
   */
  Collection<StreamView> streams();
}
