package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.Codec;
import java.nio.ByteBuffer;

/** Whether pictures are shown in another order than that in which they are decoded. */
public final class Reordering {

  /** The stream does not say. */
  public static final int UNKNOWN = -1;

  private Reordering() {}

  /**
   * How many pictures can come before one that is shown before them: 0 means that a decoder need
   * not wait for any. The largest of all sequence parameter sets.
   *
   * @param configuration as in a {@link io.iocp.streaming.media.Track}; stays as it is
   * @return {@link #UNKNOWN} where a set does not say, or where there is none
   */
  public static int frames(Codec codec, ByteBuffer configuration) {
    int[] most = {UNKNOWN};
    boolean[] silent = {false};
    switch (codec) {
      case H264, H265 ->
          NalUnits.forEachInConfiguration(
              codec,
              configuration.duplicate(),
              unit -> {
                if (NalKind.of(codec, unit) == NalKind.SPS) {
                  int frames = ofSet(codec, unit);
                  silent[0] |= frames == UNKNOWN;
                  most[0] = Math.max(most[0], frames);
                }
              });
      // In all others each picture is shown where it stands.
      default -> most[0] = 0;
    }
    return silent[0] ? UNKNOWN : most[0];
  }

  private static int ofSet(Codec codec, ByteBuffer set) {
    if (codec == Codec.H264) {
      H264Sps sps = H264Sps.parse(set);
      return sps == null ? UNKNOWN : sps.reorderFrames();
    }
    H265Sps sps = H265Sps.parse(set);
    return sps == null ? UNKNOWN : sps.reorderFrames();
  }
}
