package io.iocp.admin.sources;

import java.util.List;
import java.util.Optional;

/**
 * What the administration API asks of a service that fetches streams.
 *
 * <p>A service that declares a bean of this type gets the part of the API for sources. Called by
 * request threads, several at a time.
 */
public interface SourceDirectory {

  /** Describes all sources, by the names of their streams. */
  List<SourceView> sources();

  /** Describes the source of one stream, if it has one. */
  default Optional<SourceView> source(String stream) {
    return sources().stream().filter(source -> source.stream().equals(stream)).findFirst();
  }

  /**
   * Starts a source, if it does not run.
   *
   * @return whether the stream has one
   */
  boolean start(String stream);

  /**
   * Stops a source until it is started again, by an administrator only.
   *
   * @return whether the stream has one
   */
  boolean stop(String stream);
}
