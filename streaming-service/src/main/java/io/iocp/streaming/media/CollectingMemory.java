package io.iocp.streaming.media;

/**
 * The heap in which all readers together collect what they cannot pass on as it comes. Each has a
 * few KiB of its own; what is beyond that comes out of here, so that many publishers at once cannot
 * take the memory that everything else needs.
 *
 * <p>Any thread.
 */
public final class CollectingMemory {

  private final long maximumBytes;

  // Guarded by this.
  private long takenBytes;

  /**
   * @param maximumBytes what all readers may have beyond what is their own
   */
  public CollectingMemory(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  /** Bytes that are taken now. */
  public synchronized long takenBytes() {
    return takenBytes;
  }

  synchronized boolean tryTake(long bytes) {
    if (bytes > 0 && bytes > maximumBytes - takenBytes) {
      return false;
    }
    takenBytes += bytes;
    return true;
  }

  synchronized void giveBack(long bytes) {
    takenBytes -= bytes;
  }
}
