package io.iocp.streaming.media.flv;

/**
 * Makes times that only grow out of the timestamps of a track, which wrap at 32 bits, jump when an
 * encoder or its source begins anew, and now and then step back a little.
 *
 * <p>Steps are followed as they are, back by up to {@value #TOLERATED_BACK_MILLIS} ms (then the
 * time stands still until it is reached again) and forward by up to {@value #LONGEST_GAP_MILLIS}
 * ms. Anything else is a jump: the track goes on behind the latest sample of both tracks, or, when
 * the other track has made the same jump already, at the same distance from it as its timestamps
 * say, which keeps sound and picture together.
 */
final class FlvTimes {

  private static final int TOLERATED_BACK_MILLIS = 100;
  private static final int LONGEST_GAP_MILLIS = 30_000;

  private boolean started;
  private int lastTimestamp;

  /** Where {@link #lastTimestamp} is on the line of time that goes on. */
  private long position;

  private long lastDecodeTime;
  private int lastStep;

  /**
   * The time of decoding.
   *
   * @param timestamp of the track's next sample, in milliseconds, unsigned
   * @param other the stream's other track
   */
  long next(int timestamp, FlvTimes other) {
    if (!started) {
      position =
          other.isNear(timestamp) || !other.started
              ? other.positionOf(timestamp)
              : other.lastDecodeTime;
      position = Math.max(0, position);
      lastDecodeTime = position;
      started = true;
    } else {
      position = following(timestamp, other);
      if (position > lastDecodeTime) {
        lastStep = (int) Math.min(LONGEST_GAP_MILLIS, position - lastDecodeTime);
        lastDecodeTime = position;
      }
    }
    lastTimestamp = timestamp;
    return lastDecodeTime;
  }

  private long following(int timestamp, FlvTimes other) {
    if (isNear(timestamp) && isTolerable(positionOf(timestamp))) {
      return positionOf(timestamp);
    }
    if (other.isNear(timestamp) && isTolerable(other.positionOf(timestamp))) {
      return other.positionOf(timestamp);
    }
    return Math.max(other.lastDecodeTime, lastDecodeTime + lastStep);
  }

  private boolean isTolerable(long candidate) {
    return candidate >= lastDecodeTime - TOLERATED_BACK_MILLIS;
  }

  private boolean isNear(int timestamp) {
    return started && Math.abs((long) (timestamp - lastTimestamp)) <= LONGEST_GAP_MILLIS;
  }

  private long positionOf(int timestamp) {
    return started ? position + (timestamp - lastTimestamp) : Integer.toUnsignedLong(timestamp);
  }
}
