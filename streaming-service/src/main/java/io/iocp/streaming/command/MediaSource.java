package io.iocp.streaming.command;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where media comes from. Any thread, but for the stream, which has one reader. */
interface MediaSource extends AutoCloseable {

  /** The bytes of a container. */
  InputStream media();

  /** Whether it goes on in its own time whatever becomes of it. */
  boolean isLive();

  /** Asks it to end: soon its stream does, unless that cannot be had of it. */
  void end();

  /**
   * Why its stream has ended, once it has.
   *
   * @return null if it is just over
   */
  @Nullable String failure() throws InterruptedException;

  /** What it says of itself for the line of progress; empty if nothing. */
  String progress();

  /** Ends it at once, if it has not ended. */
  @Override
  void close();
}
