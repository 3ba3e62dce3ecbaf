package io.iocp.streaming.media;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What became of a piece of a publisher's bytes.
 *
 * @param status the name of the outcome, fit for a counter
 * @param reason one sentence for the publisher, in ASCII and short enough for the reason of a
 *     WebSocket close frame (123 bytes); empty when all is well
 */
public record ReadOutcome(Status status, String reason) {

  /** The name of an outcome. */
  public enum Status {
    /** All bytes were taken. */
    CONSUMED,
    /** The first bytes belong to no container this server accepts. */
    UNKNOWN_CONTAINER,
    /** An MP4 file that is not fragmented, and so cannot be played before it is complete. */
    NOT_FRAGMENTED,
    /** The container is fine, what is in it cannot be relayed to a browser. */
    UNSUPPORTED,
    /** The bytes break the rules of their container. */
    MALFORMED,
    /** Something is larger than {@link MediaLimits} allows. */
    TOO_LARGE,
    /** All publishers together have sent more that must be collected than there is memory for. */
    OUT_OF_MEMORY
  }

  public static final ReadOutcome CONSUMED = new ReadOutcome(Status.CONSUMED, "");

  public static final ReadOutcome OUT_OF_MEMORY =
      new ReadOutcome(Status.OUT_OF_MEMORY, "the server is out of memory for headers and blocks");

  /** Whether reading may go on. */
  public boolean consumed() {
    return status == Status.CONSUMED;
  }

  public static ReadOutcome malformed(String reason) {
    return new ReadOutcome(Status.MALFORMED, reason);
  }

  public static ReadOutcome unsupported(String reason) {
    return new ReadOutcome(Status.UNSUPPORTED, reason);
  }

  public static ReadOutcome tooLarge(String what, long sizeBytes, int maxBytes) {
    return new ReadOutcome(
        Status.TOO_LARGE, what + " of " + sizeBytes + " bytes is larger than " + maxBytes);
  }

  public static ReadOutcome notFragmented() {
    return new ReadOutcome(
        Status.NOT_FRAGMENTED,
        "MP4 is not fragmented: use ffmpeg -movflags frag_keyframe+empty_moov+default_base_moof");
  }

  public static ReadOutcome unknownContainer(ByteBuffer firstBytes) {
    return new ReadOutcome(
        Status.UNKNOWN_CONTAINER,
        describe(firstBytes) + " is not accepted: send fragmented MP4, WebM, FLV or JPEG");
  }

  private static String describe(ByteBuffer firstBytes) {
    int start = firstBytes.getInt(firstBytes.position());
    if (start >>> 24 == 0x47) {
      return "MPEG-TS";
    }
    if (start == 0x00000001 || start >>> 8 == 0x000001) {
      return "a raw H.264 or H.265 stream";
    }
    if (start == 0x4F676753) {
      return "Ogg";
    }
    return String.format(Locale.ROOT, "a stream that starts with bytes %08X", start);
  }
}
