package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.NalLengths;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is known of the picture track or of the sound track of an FLV stream. */
final class FlvTrack {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final int id;
  private final FlvTimes times = new FlvTimes();
  private final int maxConfigurationBytes;

  private @Nullable Codec codec;
  private ByteBuffer configuration = NOTHING;
  // 0 for codecs without NAL units.
  private int nalLengthBytes;
  private @Nullable Track track;

  FlvTrack(int id, int maxConfigurationBytes) {
    this.id = id;
    this.maxConfigurationBytes = maxConfigurationBytes;
  }

  FlvTimes times() {
    return times;
  }

  /** The sample in the form of the media model. */
  ByteBuffer data(Codec sampleCodec, ByteBuffer payload) {
    ByteBuffer data = FlvSample.data(sampleCodec, payload);
    return nalLengthBytes == 0 ? data : NalLengths.sample(data, nalLengthBytes);
  }

  /** The track, once it is known what a decoder needs. */
  @Nullable Track track() {
    return track;
  }

  /** Takes a sequence header, which encoders repeat as they like. */
  ReadOutcome configure(Codec newCodec, ByteBuffer payload) {
    if (newCodec == codec && payload.equals(configuration)) {
      return ReadOutcome.CONSUMED;
    }
    if (payload.remaining() > maxConfigurationBytes) {
      return ReadOutcome.tooLarge(
          newCodec + " sequence header", payload.remaining(), maxConfigurationBytes);
    }
    codec = newCodec;
    configuration = copy(payload);
    track = null;
    if (FlvConfiguration.needsKeyframe(newCodec)) {
      return ReadOutcome.CONSUMED;
    }
    nalLengthBytes = NalLengths.of(newCodec, configuration);
    ByteBuffer header = NalLengths.configuration(newCodec, configuration);
    track = FlvConfiguration.track(id, newCodec, header);
    return track == null
        ? ReadOutcome.malformed(newCodec + " sequence header is damaged")
        : ReadOutcome.CONSUMED;
  }

  /**
   * The track of a sample; some codecs say only there how large pictures or how fast sound is.
   *
   * @return null while what a decoder needs is not known
   */
  @Nullable Track trackOf(Codec sampleCodec, ByteBuffer sample) {
    if (sampleCodec == Codec.MP3 && codec != Codec.MP3) {
      codec = Codec.MP3;
      configuration = NOTHING;
      track = null;
    }
    if (sampleCodec != codec) {
      return null;
    }
    if (track == null) {
      track = FlvConfiguration.trackOfSample(id, sampleCodec, configuration, sample);
    }
    return track;
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    return copy.put(bytes.duplicate()).flip();
  }
}
