package io.iocp.streaming.media.mp4;

/** Which browsers play what a sample entry holds. */
enum Mp4Playability {
  /** Nearly all. */
  COMMON,
  /** Some, or on some systems. */
  PARTIAL,
  /** None. */
  NONE,
  /** None without a key, which viewers do not get. */
  ENCRYPTED;

  /** By the type of the sample entry. */
  static Mp4Playability of(int sampleEntry) {
    return switch (BoxType.text(sampleEntry)) {
      case "avc1", "avc3", "av01", "vp08", "vp09", "mp4a", "Opus", "fLaC" -> COMMON;
      case "hvc1", "hev1", "dvh1", "dvhe", "dva1", "dvav", "dav1" -> PARTIAL;
      case "ac-3", "ec-3", "ac-4", "dtsc", "dtse", "dtsx", "mha1", "mhm1", "iamf", "alac" ->
          PARTIAL;
      case "encv", "enca" -> ENCRYPTED;
      default -> NONE;
    };
  }
}
