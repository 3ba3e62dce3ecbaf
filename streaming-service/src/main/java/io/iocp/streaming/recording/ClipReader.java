package io.iocp.streaming.recording;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds the samples of a container in the files of a recording. Not thread-safe. */
interface ClipReader {

  /** An init segment of MP4 that describes the tracks. */
  ByteBuffer init();

  /**
   * Reads a part of a segment, behind those that were read before.
   *
   * @param file number of the file
   * @param from where a keyframe begins
   * @param to where the last chunk ends
   */
  void read(FileWindow window, int file, long from, long to) throws IOException;
}
