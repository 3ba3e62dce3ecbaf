package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;

/**
 * What is kept of a picture track.
 *
 * @param id number of the track in fragments
 * @param sampleEntry type of its sample entry
 * @param nalLengthBytes how many bytes the length in front of a NAL unit has, 0 for codecs without
 *     NAL units
 * @param timescale ticks a second of its times
 */
record Mp4Track(long id, int sampleEntry, int nalLengthBytes, int timescale) {

  private static final int MICROS_A_SECOND = 1_000_000;

  private static final int AVCC_LENGTH_OFFSET = 4;
  private static final int HVCC_LENGTH_OFFSET = 21;
  private static final int LENGTH_SIZE_MINUS_ONE = 3;

  /** A time of the track in microseconds. */
  long micros(long ticks) {
    return TrackTime.rescale(ticks, timescale, MICROS_A_SECOND);
  }

  /** Whether its NAL units are those of H.265. */
  boolean isHevc() {
    String name = BoxType.text(sampleEntry);
    return name.equals("hvc1") || name.equals("hev1");
  }

  /** The size of the lengths, from the configuration record in a sample entry. */
  static int nalLengthBytes(int sampleEntry, ByteView boxes) {
    return switch (BoxType.text(sampleEntry)) {
      case "avc1", "avc3" -> lengthBytes(Box.find(boxes, BoxType.AVCC), AVCC_LENGTH_OFFSET);
      case "hvc1", "hev1" -> lengthBytes(Box.find(boxes, BoxType.HVCC), HVCC_LENGTH_OFFSET);
      default -> 0;
    };
  }

  private static int lengthBytes(ByteView configuration, int offset) {
    ByteView record = configuration.duplicate();
    record.skip(offset);
    return (record.u8() & LENGTH_SIZE_MINUS_ONE) + 1;
  }
}
