package io.iocp.streaming.source;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where bytes are read from by a thread that may block. The reading thread calls {@link #open} and
 * {@link #end}, once each; any thread the others.
 */
interface MediaConnection {

  /** Connects, or starts what is read. */
  InputStream open() throws IOException, InterruptedException;

  /** The first bytes have come. */
  void flows();

  /** Has it end in order: the stream that is read ends soon. */
  void stop();

  /** Ends it by force. */
  void kill();

  /**
   * Waits until nothing is left of it, whatever it takes. Called also when {@link #open} failed.
   *
   * @return why it ended, for people
   */
  String end() throws InterruptedException;
}
