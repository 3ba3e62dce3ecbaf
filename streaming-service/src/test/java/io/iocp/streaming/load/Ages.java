package io.iocp.streaming.load;

import java.util.ArrayList;
import java.util.List;

/** How old each frame was when a viewer got it, and when that was. One thread at a time. */
final class Ages extends Delays {

  /**
   * A frame.
   *
   * @param seconds when it came, since the beginning
   * @param age its age, in seconds
   */
  record Frame(double seconds, double age) {}

  private final long startNanos = System.nanoTime();
  private final List<Frame> frames = new ArrayList<>();

  @Override
  void add(long nanos) {
    super.add(nanos);
    frames.add(new Frame((System.nanoTime() - startNanos) / 1e9, nanos / 1e9));
  }

  List<Frame> frames() {
    return frames;
  }

  /** Those that came at this second or later. */
  List<Frame> since(double seconds) {
    return frames.stream().filter(frame -> frame.seconds() >= seconds).toList();
  }

  /** The age, in seconds, that this share of some frames does not exceed; 0 of none. */
  static double percentile(List<Frame> frames, double percent) {
    double[] ages = frames.stream().mapToDouble(Frame::age).sorted().toArray();
    return ages.length == 0 ? 0 : ages[(int) Math.ceil(ages.length * percent / 100) - 1];
  }
}
