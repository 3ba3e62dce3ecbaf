package io.iocp.streaming.ingest;

import io.iocp.streaming.media.ReadOutcome;
import io.iocp.websocket.protocol.CloseCode;

/**
 * How a publisher learns that its media is refused.
 *
 * @param counter what is counted
 * @param closeCode what it is told
 */
record Refusal(IngestCounter counter, int closeCode) {

  static Refusal of(ReadOutcome.Status status) {
    return switch (status) {
      case CONSUMED -> throw new IllegalArgumentException("nothing was refused");
      case UNKNOWN_CONTAINER ->
          new Refusal(IngestCounter.REFUSED_UNKNOWN_CONTAINER, CloseCode.UNSUPPORTED_DATA);
      case NOT_FRAGMENTED ->
          new Refusal(IngestCounter.REFUSED_NOT_FRAGMENTED, CloseCode.UNSUPPORTED_DATA);
      case UNSUPPORTED ->
          new Refusal(IngestCounter.REFUSED_UNSUPPORTED, CloseCode.UNSUPPORTED_DATA);
      case MALFORMED -> new Refusal(IngestCounter.REFUSED_MALFORMED, CloseCode.INVALID_PAYLOAD);
      case OUT_OF_MEMORY -> new Refusal(IngestCounter.REFUSED_NO_MEMORY, CloseCode.TRY_AGAIN_LATER);
      case TOO_LARGE -> new Refusal(IngestCounter.REFUSED_TOO_LARGE, CloseCode.MESSAGE_TOO_BIG);
    };
  }
}
