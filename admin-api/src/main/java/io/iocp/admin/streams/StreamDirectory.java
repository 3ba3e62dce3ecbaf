package io.iocp.admin.streams;

import io.iocp.websocket.protocol.WsClose;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /** Describes one stream, if it is live. */
  Optional<StreamView> stream(String name);

  /**
   * Ends a stream: its publisher is disconnected, its viewers are told that it has ended.
   *
   * @param status what the publisher is told
   * @return whether the stream was live
   */
  boolean stop(String name, WsClose status);

  /**
   * A page of the viewers of a stream, in order of their clients' ids.
   *
   * @param afterClient only those with a larger id; 0 for the first page
   * @param limit most viewers to answer with
   * @return nothing if the stream is not live
   */
  Optional<List<StreamViewer>> viewers(String name, long afterClient, int limit);

  /**
   * Disconnects a viewer.
   *
   * @param client id of the viewer's client
   * @param status what the viewer is told
   * @return whether this client watched this stream
   */
  boolean kick(String name, long client, WsClose status);

  /**
   * Holds a viewer to one rendition of its stream, or lets it move by itself again.
   *
   * @param name of the stream, or of any of its renditions
   * @param client id of the viewer's client
   * @param rendition what follows the {@code @} in the rendition's name; null for none
   * @return what came of it
   */
  Pinning pin(String name, long client, @Nullable String rendition);

  /** What came of holding a viewer to a rendition. */
  enum Pinning {
    /** It goes there at the next keyframe, or is there. */
    DONE,
    /** This client watches no rendition of this stream. */
    NO_VIEWER,
    /** It watches a stream that it has chosen itself. */
    NOT_ADAPTIVE,
    /** The stream has no rendition of this name that is live. */
    NO_RENDITION
  }
}
