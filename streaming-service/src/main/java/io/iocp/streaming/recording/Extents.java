package io.iocp.streaming.recording;

import java.util.Arrays;

/**
 * Where the media of a clip lies: parts of segments' files, one after the other. Takes 20 bytes a
 * part. Not thread-safe while it grows.
 */
final class Extents {

  private static final int INITIAL = 1024;

  private int count;
  private int[] files = new int[INITIAL];
  private long[] fileOffsets = new long[INITIAL];
  // Of each part, from the start of the media; one more for the end.
  private long[] starts = new long[INITIAL + 1];

  /**
   * Adds a part of a file; one that follows the last one makes it longer.
   *
   * @return where it begins, from the start of the media
   */
  long add(int file, long offset, long length) {
    long at = bytes();
    if (count > 0
        && files[count - 1] == file
        && fileOffsets[count - 1] + (at - starts[count - 1]) == offset) {
      starts[count] += length;
      return at;
    }
    if (count == files.length) {
      files = Arrays.copyOf(files, 2 * count);
      fileOffsets = Arrays.copyOf(fileOffsets, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count + 1);
    }
    files[count] = file;
    fileOffsets[count] = offset;
    count++;
    starts[count] = at + length;
    return at;
  }

  /** Bytes of all parts. */
  long bytes() {
    return starts[count];
  }

  /** The part that has the byte at this place of the media, which must be before its end. */
  int partOf(long at) {
    int found = Arrays.binarySearch(starts, 0, count, at);
    return found >= 0 ? found : -found - 2;
  }

  int file(int part) {
    return files[part];
  }

  /** Where in its file that byte is. */
  long fileOffset(int part, long at) {
    return fileOffsets[part] + (at - starts[part]);
  }

  /** Bytes of the part from there on. */
  long remaining(int part, long at) {
    return starts[part + 1] - at;
  }
}
