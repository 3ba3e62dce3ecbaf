package io.iocp.streaming.simulation;

import io.iocp.completion.simulated.Faults;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a life is like, decided by its seed.
 *
 * @param renditions 1, or 2 of one group, the second with a third of the rate
 * @param bytesPerSecond of the stream, or its best rendition
 * @param groupChunks pictures from one keyframe to the next
 * @param naps chance, per mille, that a worker is not scheduled for a while
 * @param publisherGoes when the publisher is lost; zero if it is not
 * @param publisherAway how long until another one comes
 */
record LifePlan(
    int workers,
    int renditions,
    int viewers,
    int bytesPerSecond,
    int groupChunks,
    int naps,
    Duration length,
    Duration publisherGoes,
    Duration publisherAway) {

  static final int PICTURES_PER_SECOND = 25;

  static LifePlan of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new LifePlan(
        1 + random.nextInt(2),
        1 + random.nextInt(2),
        1 + random.nextInt(3),
        60_000 + random.nextInt(190_000),
        25 * (1 + random.nextInt(2)),
        random.nextInt(3) == 0 ? 1 : 0,
        Duration.ofSeconds(70),
        random.nextInt(2) == 0 ? Duration.ZERO : Duration.ofMillis(10_000 + random.nextInt(40_000)),
        Duration.ofMillis(random.nextInt(6_000)));
  }

  Duration group() {
    return Duration.ofMillis(1000L * groupChunks / PICTURES_PER_SECOND);
  }

  /** Media of a keyframe of a rendition: a fifth of its group. */
  int keyframeBytes(int rendition) {
    return groupBytes(rendition) / 5;
  }

  /** Least media of another picture. */
  int deltaBytes(int rendition) {
    return Math.max(64, groupBytes(rendition) * 4 / 5 / (groupChunks - 1) - 500);
  }

  private int groupBytes(int rendition) {
    return bytesPerSecond(rendition) * groupChunks / PICTURES_PER_SECOND;
  }

  int bytesPerSecond(int rendition) {
    return rendition == 0 ? bytesPerSecond : bytesPerSecond / 3;
  }

  /** What the slowest link that is not stalled must carry. */
  int smallestBytesPerSecond() {
    return bytesPerSecond(renditions - 1);
  }

  Faults faults(int kernelBytes) {
    return new Faults(50_000, 100, 50, 0, 0, 0, 0, kernelBytes, 8 << 10);
  }
}
