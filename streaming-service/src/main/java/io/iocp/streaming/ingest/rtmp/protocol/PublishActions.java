package io.iocp.streaming.ingest.rtmp.protocol;

import java.nio.ByteBuffer;

/**
 * What a {@link PublishSession} wants done. Called on the thread that calls the session, from
 * within that call.
 */
public interface PublishActions {

  /**
   * Sends bytes to the publisher, in the order of the calls.
   *
   * @param bytes the receiver's own from now on
   */
  void send(ByteBuffer bytes);

  /**
   * The publisher wants to publish. Comes once. Answered by {@link PublishSession#accept} or {@link
   * PublishSession#refuse}, from within this call or later; until then the session takes no input.
   */
  void publish(PublishRequest request);

  /**
   * The publisher has ended its stream in due form. Comes once, only after it was accepted. The
   * publisher is about to close the connection, which should be left to it for a moment.
   */
  void ended();
}
