package io.iocp.streaming.hls;

import java.util.List;

/** A window of so many segments, without bytes. */
final class Made {

  static final long FIRST = 100;
  static final long START_MILLIS = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

  final SegmentWindow window;
  private double elapsed;
  private boolean discontinuity;

  Made(double windowSeconds) {
    window = new SegmentWindow(windowSeconds, FIRST);
    init();
  }

  Made init() {
    window.begin(
        new InitSection(window.nextNumber(), "avc1.42C01E,mp4a.40.2", 640, 360, SharedBytes.NONE));
    return this;
  }

  /** So many parts of a quarter of a second, of which the first begins with a keyframe. */
  Made parts(int count, boolean complete) {
    for (int i = 0; i < count; i++) {
      window.add(
          new CutPart(
              List.of(),
              0.25,
              6,
              i == 0,
              complete && i == count - 1,
              discontinuity && i == 0,
              START_MILLIS + Math.round(elapsed * 1000)),
          SharedBytes.NONE,
          Long.MAX_VALUE);
      elapsed += 0.25;
    }
    discontinuity = false;
    return this;
  }

  Made segments(int count) {
    for (int i = 0; i < count; i++) {
      parts(8, true);
    }
    return this;
  }

  Made discontinuity() {
    discontinuity = true;
    return this;
  }

  String playlist() {
    return MediaPlaylist.of(window, 4, 0.25, "", false);
  }
}
