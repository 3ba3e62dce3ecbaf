package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.AdtsHeader;
import io.iocp.streaming.media.codec.AudioConfig;
import io.iocp.streaming.media.codec.MpegAudioHeader;
import io.iocp.streaming.media.codec.OpusPackets;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the frames in the content of PES packets of sound, and skips what is none. */
abstract class AudioFrames {

  /** No frame is larger. */
  static final int MAX_BYTES = 8192;

  private ByteBuffer data = ByteBuffer.allocate(0);
  private int start;
  private int samples;

  static AudioFrames of(ProgramMap.Entry entry) {
    return switch (entry.codec()) {
      case AAC -> new Adts();
      case MP3 -> new Mpeg();
      default -> new Opus(entry.channels());
    };
  }

  /** Whether there is a frame; the bytes are then behind it, otherwise where one may start. */
  final boolean next(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int size = frameBytes(bytes);
      if (size > bytes.remaining() || size == 0) {
        return false;
      }
      if (size < 0) {
        bytes.get();
        continue;
      }
      start = bytes.position();
      bytes.position(start + size);
      if (samples > 0) {
        return true;
      }
    }
    return false;
  }

  final void frame(ByteBuffer payload, int sampleCount) {
    data = payload;
    samples = sampleCount;
  }

  /** The frame found last, in the form of its codec. */
  final ByteBuffer data() {
    return data;
  }

  /** Where it starts. */
  final int start() {
    return start;
  }

  /** How long it is, in samples. */
  final int samples() {
    return samples;
  }

  /** Size of the frame here; 0 when more is needed to say so, -1 when there is none. */
  abstract int frameBytes(ByteBuffer bytes);

  /** The track of the frame found last. */
  abstract Track track(int id);

  /** A view of a part of a frame; what is not there yet is left out. */
  static ByteBuffer part(ByteBuffer bytes, int offset, int length) {
    int from = Math.min(bytes.limit(), bytes.position() + offset);
    return bytes.slice(from, Math.min(length, bytes.limit() - from));
  }

  /** AAC with ADTS headers. */
  private static final class Adts extends AudioFrames {

    private @Nullable Track track;
    private @Nullable AdtsHeader header;

    @Override
    int frameBytes(ByteBuffer bytes) {
      if (bytes.remaining() < AdtsHeader.BYTES) {
        return 0;
      }
      AdtsHeader found = AdtsHeader.parse(bytes);
      if (found == null) {
        return -1;
      }
      int next = bytes.position() + found.frameBytes();
      // Where another one should start but does not, this was none either.
      if (next < bytes.limit() && (bytes.get(next) & 0xFF) != 0xFF) {
        return -1;
      }
      header = found;
      // A frame of several blocks cannot be cut into them without decoding.
      int samples = found.blocks() == 1 ? AdtsHeader.BLOCK_SAMPLES : 0;
      frame(part(bytes, found.headerBytes(), found.frameBytes() - found.headerBytes()), samples);
      return found.frameBytes();
    }

    @Override
    Track track(int id) {
      ByteBuffer configuration = Objects.requireNonNull(header).configuration();
      if (track == null || !track.configuration().equals(configuration)) {
        int rate = Objects.requireNonNull(header).sampleRate();
        track = Objects.requireNonNull(AudioConfig.track(id, configuration, rate));
      }
      return track;
    }
  }

  /** MPEG audio of layer III. */
  private static final class Mpeg extends AudioFrames {

    private @Nullable Track track;
    private @Nullable MpegAudioHeader header;

    @Override
    int frameBytes(ByteBuffer bytes) {
      if (bytes.remaining() < MpegAudioHeader.BYTES) {
        return 0;
      }
      MpegAudioHeader found = MpegAudioHeader.parse(bytes);
      if (found == null) {
        return -1;
      }
      int next = bytes.position() + found.frameBytes();
      if (next < bytes.limit() && (bytes.get(next) & 0xFF) != 0xFF) {
        return -1;
      }
      header = found;
      frame(part(bytes, 0, found.frameBytes()), found.frameSamples());
      return found.frameBytes();
    }

    @Override
    Track track(int id) {
      MpegAudioHeader last = Objects.requireNonNull(header);
      if (track == null
          || track.sampleRate() != last.sampleRate()
          || track.channels() != last.channels()) {
        track =
            Track.audio(
                id,
                Codec.MP3,
                last.codecString(),
                ByteBuffer.allocate(0),
                last.sampleRate(),
                last.sampleRate(),
                last.channels());
      }
      return track;
    }
  }

  /** Opus behind control headers, as its mapping to transport streams has them. */
  private static final class Opus extends AudioFrames {

    private static final int PREFIX = 0x7FE0;
    private static final int PREFIX_MASK = 0xFFE0;
    private static final int START_TRIM = 0x10;
    private static final int END_TRIM = 0x08;
    private static final int EXTENSION = 0x04;

    /** What encoders usually begin with, 6.5 ms; the stream does not say. */
    private static final int PRE_SKIP = 312;

    private final ByteBuffer configuration;
    private @Nullable Track track;

    Opus(int channels) {
      this.configuration = OpusPackets.configuration(channels, PRE_SKIP);
    }

    @Override
    int frameBytes(ByteBuffer bytes) {
      if (bytes.remaining() < Short.BYTES) {
        return 0;
      }
      int start = bytes.position();
      int control = bytes.getShort(start) & 0xFFFF;
      if ((control & PREFIX_MASK) != PREFIX) {
        return -1;
      }
      int at = start + Short.BYTES;
      int size = 0;
      int part = 0xFF;
      while (part == 0xFF) {
        if (at == bytes.limit()) {
          return 0;
        }
        part = bytes.get(at++) & 0xFF;
        size += part;
      }
      at += (control & START_TRIM) != 0 ? Short.BYTES : 0;
      at += (control & END_TRIM) != 0 ? Short.BYTES : 0;
      if ((control & EXTENSION) != 0) {
        if (at >= bytes.limit()) {
          return 0;
        }
        at += 1 + (bytes.get(at) & 0xFF);
      }
      if (size == 0 || size > MAX_BYTES) {
        return -1;
      }
      ByteBuffer packet = part(bytes, at - start, size);
      frame(packet, OpusPackets.samples(packet));
      return at - start + size;
    }

    @Override
    Track track(int id) {
      if (track == null) {
        track = OpusPackets.track(id, configuration, OpusPackets.SAMPLE_RATE);
      }
      return track;
    }
  }
}
