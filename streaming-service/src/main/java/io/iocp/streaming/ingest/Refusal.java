package io.iocp.streaming.ingest;

import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.protocol.CloseCode;

/**
 * How a publisher learns that it is refused.
 *
 * @param counter what is counted
 * @param closeCode what it is told over WebSocket
 * @param httpStatus what it is told over HTTP
 * @param reason one sentence, in ASCII and short enough for a WebSocket close frame
 */
public record Refusal(IngestCounter counter, int closeCode, int httpStatus, String reason)
    implements PublishAttempt {

  /** Close code for a second publisher of a name, after HTTP's 409. */
  public static final int NAME_TAKEN = 4409;

  /** Close code for a publisher that gives its place to another one, after HTTP's 408. */
  public static final int SILENT = 4408;

  static final Refusal GAVE_PLACE =
      new Refusal(
          IngestCounter.REPLACED_SILENT,
          SILENT,
          408,
          "no media for too long, and another publisher needs the name or the place");

  static final Refusal TAKEN_OVER =
      new Refusal(
          IngestCounter.REPLACED, NAME_TAKEN, 409, "another publisher took over the stream");

  static final Refusal NO_ROOM =
      new Refusal(
          IngestCounter.REFUSED_TOO_MANY,
          CloseCode.TRY_AGAIN_LATER,
          503,
          "the maximum number of streams is reached");

  static final Refusal NO_BUFFERS =
      new Refusal(
          IngestCounter.REFUSED_NO_BUFFERS,
          CloseCode.TRY_AGAIN_LATER,
          503,
          "the server is out of buffers");

  static final Refusal TOO_FAST =
      new Refusal(
          IngestCounter.REFUSED_TOO_FAST,
          CloseCode.POLICY_VIOLATION,
          429,
          "more than " + ChunkPace.PER_SECOND + " chunks a second: publish in real time");

  static final Refusal TEXT =
      new Refusal(
          IngestCounter.REFUSED_TEXT,
          CloseCode.UNSUPPORTED_DATA,
          415,
          "media must be sent in binary messages");

  /** The name could not be kept: another server may have it now. */
  public static final Refusal LEASE_LOST =
      new Refusal(
          IngestCounter.LEASES_LOST,
          CloseCode.TRY_AGAIN_LATER,
          503,
          "the cluster's registry could not be reached in time to keep the name");

  /** Nobody can say whose the name is. */
  public static final Refusal NO_REGISTRY =
      new Refusal(
          IngestCounter.REFUSED_NO_REGISTRY,
          CloseCode.TRY_AGAIN_LATER,
          503,
          "the cluster's registry does not answer: try again");

  /** Another publisher, perhaps at another server, takes over the stream. */
  public static final Refusal MOVED = TAKEN_OVER;

  /** Another server has a publisher of this name. */
  public static Refusal elsewhere(StreamId id) {
    return new Refusal(
        IngestCounter.REFUSED_TAKEN_ELSEWHERE,
        NAME_TAKEN,
        409,
        id + " is already published at another server");
  }

  /** For media that cannot be read. */
  static Refusal of(ReadOutcome outcome) {
    String reason = outcome.reason();
    return switch (outcome.status()) {
      case CONSUMED -> throw new IllegalArgumentException("nothing was rejected");
      case UNKNOWN_CONTAINER -> unsupported(IngestCounter.REFUSED_UNKNOWN_CONTAINER, reason);
      case NOT_FRAGMENTED -> unsupported(IngestCounter.REFUSED_NOT_FRAGMENTED, reason);
      case UNSUPPORTED -> unsupported(IngestCounter.REFUSED_UNSUPPORTED, reason);
      case MALFORMED ->
          new Refusal(IngestCounter.REFUSED_MALFORMED, CloseCode.INVALID_PAYLOAD, 400, reason);
      case OUT_OF_MEMORY ->
          new Refusal(IngestCounter.REFUSED_NO_MEMORY, CloseCode.TRY_AGAIN_LATER, 503, reason);
      case TOO_LARGE ->
          new Refusal(IngestCounter.REFUSED_TOO_LARGE, CloseCode.MESSAGE_TOO_BIG, 413, reason);
    };
  }

  private static Refusal unsupported(IngestCounter counter, String reason) {
    return new Refusal(counter, CloseCode.UNSUPPORTED_DATA, 415, reason);
  }
}
