package io.iocp.streaming.source;

import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is particular about watching another server: whose stream it becomes here, and what is made
 * of what that server says beside the media. Called in the session's context.
 */
interface WatchRules {

  /** What a text message means for the stream. */
  enum Told {
    /** Nothing. */
    GO_ON,
    /** Its publisher is away; viewers here wait as well. */
    AWAY,
    /** It comes from too far. */
    TOO_FAR
  }

  /** The first media has come: begins the stream. */
  PublishAttempt begin(PublisherConnection connection);

  /**
   * A piece of a text message has come. What the stream is, the media itself says.
   *
   * @param stream what is published, if it has begun
   */
  default Told told(
      WsSession from, ByteBuffer piece, boolean last, @Nullable PublishedStream stream) {
    return Told.GO_ON;
  }

  /** A ping was answered. */
  default void answered(ByteBuffer payload) {}

  /** The session has ended. */
  default void closed(WsClose status) {}

  /** Whether that is the end of the stream; else it waits a while for another session. */
  default boolean ends(WsClose status) {
    return false;
  }
}
