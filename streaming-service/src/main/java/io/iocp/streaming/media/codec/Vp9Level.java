package io.iocp.streaming.media.codec;

/**
 * Levels of VP9 (VP9 bitstream specification, annex A) for streams that do not say theirs: browsers
 * refuse a codec string with the level 0.
 */
final class Vp9Level {

  private static final int[] LEVELS = {10, 11, 20, 21, 30, 31, 40, 50, 60};
  private static final int[] MAX_PICTURE_PIXELS = {
    36_864, 73_728, 122_880, 245_760, 552_960, 983_040, 2_228_224, 8_912_896, 35_651_584
  };

  private Vp9Level() {}

  /** The level, or where it is 0, the least one that has room for a picture of this size. */
  static int of(int level, int widthPixels, int heightPixels) {
    if (level > 0) {
      return level;
    }
    long pixels = (long) widthPixels * heightPixels;
    int i = 0;
    while (i < LEVELS.length - 1 && MAX_PICTURE_PIXELS[i] < pixels) {
      i++;
    }
    return LEVELS[i];
  }
}
