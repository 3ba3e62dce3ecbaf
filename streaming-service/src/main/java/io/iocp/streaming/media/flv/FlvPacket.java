package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;

/**
 * The body of an audio or video tag, taken apart.
 *
 * @param outcome consumed, or why the body is refused; then only this has a meaning
 * @param payload the configuration or the sample, a slice of the body
 * @param keyframe what the tag says; decoders may think otherwise
 * @param compositionMillis what to add to the time of decoding for the time of presentation
 */
record FlvPacket(
    ReadOutcome outcome,
    Kind kind,
    Codec codec,
    boolean keyframe,
    int compositionMillis,
    ByteBuffer payload) {

  enum Kind {
    CONFIGURATION,
    SAMPLE,
    IGNORED
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  static final FlvPacket IGNORED = without(ReadOutcome.CONSUMED);

  static FlvPacket unsupported(String what) {
    return without(ReadOutcome.unsupported(what));
  }

  static FlvPacket tooShort() {
    return without(ReadOutcome.malformed("tag is shorter than its header"));
  }

  static FlvPacket configuration(Codec codec, ByteBuffer payload) {
    return new FlvPacket(
        ReadOutcome.CONSUMED, Kind.CONFIGURATION, codec, false, 0, payload.slice());
  }

  static FlvPacket sample(
      Codec codec, boolean keyframe, int compositionMillis, ByteBuffer payload) {
    return new FlvPacket(
        ReadOutcome.CONSUMED, Kind.SAMPLE, codec, keyframe, compositionMillis, payload.slice());
  }

  private static FlvPacket without(ReadOutcome outcome) {
    return new FlvPacket(outcome, Kind.IGNORED, Codec.PCM, false, 0, NOTHING);
  }
}
