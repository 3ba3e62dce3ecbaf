package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;

/**
 * What a {@code prft} box says (ISO/IEC 14496-12, 8.16.5): at which time by the producer's clock
 * the media of the fragment behind it was there.
 *
 * <pre>
 *   aligned(8) class ProducerReferenceTimeBox extends FullBox('prft', version, flags) {
 *     unsigned int(32) reference_track_ID;
 *     unsigned int(64) ntp_timestamp;           32 bits of seconds, 32 of a second's fraction
 *     unsigned int(version == 0 ? 32 : 64) media_time;
 *   }
 * </pre>
 *
 * <p>What the flags tell apart, from the encoder's input to the file, is for the producer to know:
 * whichever it is, the time is the earliest that it gives.
 */
final class ProducerReferenceTime {

  /** There is none. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final long FULL_BOX_AND_TRACK_BYTES = 8;

  /** Seconds from 1900, where NTP begins, to 1970. */
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  /** In 2036 the seconds of NTP begin anew; those of the first half are of that time. */
  private static final long ERA_SECONDS = 1L << 32;

  private static final long MICROS = 1_000_000;

  private ProducerReferenceTime() {}

  /**
   * The time, in microseconds since 1970, from 1968 to 2104.
   *
   * @param body of the box
   * @return {@link #UNKNOWN} when the box is too short
   */
  static long unixMicros(ByteView body) {
    body.skip(FULL_BOX_AND_TRACK_BYTES);
    long seconds = body.u32();
    seconds += seconds < ERA_SECONDS / 2 ? ERA_SECONDS : 0;
    long fraction = body.u32();
    return body.overrun()
        ? UNKNOWN
        : (seconds - NTP_TO_UNIX_SECONDS) * MICROS + ((fraction * MICROS) >>> Integer.SIZE);
  }
}
