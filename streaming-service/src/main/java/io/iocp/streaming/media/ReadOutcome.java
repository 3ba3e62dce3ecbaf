package io.iocp.streaming.media;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

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
        describe(firstBytes)
            + " is not accepted: send fragmented MP4, WebM, MPEG-TS, FLV, H.264, H.265 or JPEG");
  }

  /**
   * Something else stands where the next element of a container should start.
   *
   * @param container what the stream was
   * @param element what should stand there
   * @param firstBytes what stands there, four bytes at least
   * @param at where in the stream that is
   */
  public static ReadOutcome notAnElement(
      String container, String element, ByteBuffer firstBytes, long at) {
    return name(firstBytes)
        .map(
            other ->
                unsupported(
                    "stream changes from "
                        + container
                        + " to "
                        + other
                        + " at byte "
                        + at
                        + ": publish it as a new stream"))
        .orElse(
            malformed(
                "no " + container + " " + element + " at byte " + at + ", where one was expected"));
  }

  private static String describe(ByteBuffer firstBytes) {
    int start = firstBytes.getInt(firstBytes.position());
    return name(firstBytes)
        .orElse(String.format(Locale.ROOT, "stream that starts with bytes %08X", start));
  }

  /** What a stream that starts so is called, where that is known. */
  private static Optional<String> name(ByteBuffer firstBytes) {
    int start = firstBytes.getInt(firstBytes.position());
    if (start >>> 24 == 0x47) {
      return Optional.of("MPEG-TS");
    }
    if (start == 0x00000001) {
      return Optional.of("a raw H.264 or H.265 stream");
    }
    if (start >>> 8 == 0x000001) {
      return Optional.of("a raw MPEG video or program stream");
    }
    if (start >>> 8 == 0x464C56) {
      return Optional.of("FLV");
    }
    if (start == 0x4F676753) {
      return Optional.of("Ogg");
    }
    if (start == 0x1A45DFA3) {
      return Optional.of("WebM");
    }
    if (start >>> 8 == 0xFFD8FF) {
      return Optional.of("JPEG");
    }
    return Optional.empty();
  }
}
