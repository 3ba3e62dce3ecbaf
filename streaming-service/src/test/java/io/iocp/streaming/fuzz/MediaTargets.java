package io.iocp.streaming.fuzz;

import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.SampleReader;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.annexb.AnnexBReader;
import io.iocp.streaming.media.flv.FlvReader;
import io.iocp.streaming.media.jpeg.JpegReader;
import io.iocp.streaming.media.mp4.FragmentedMp4Reader;
import io.iocp.streaming.media.ts.TransportStreamReader;
import io.iocp.streaming.media.webm.WebmReader;
import java.nio.ByteBuffer;

/** The readers of containers, each on its own, whatever the first bytes say. */
final class MediaTargets {

  private MediaTargets() {}

  /** MPEG-TS. */
  public static final class Ts {
    public static void fuzzerTestOneInput(byte[] input) {
      int gapAt = new Cuts(input).below(1 + 2 * input.length);
      ReaderContract.checkRemuxed(
          input, (limits, memory) -> new GapAt(gapAt, new TransportStreamReader(limits, memory)));
    }
  }

  /** Says at one place that something is missing there. */
  private static final class GapAt implements SampleReader {

    private final SampleReader reader;
    private int beforeGap;

    GapAt(int beforeGap, SampleReader reader) {
      this.beforeGap = beforeGap;
      this.reader = reader;
    }

    @Override
    public ReadOutcome read(ByteBuffer input, SampleSink sink) {
      int limit = input.limit();
      if (beforeGap >= 0 && input.remaining() >= beforeGap) {
        ReadOutcome before = reader.read(input.limit(input.position() + beforeGap), sink);
        input.limit(limit);
        beforeGap = -1;
        if (!before.consumed()) {
          return before;
        }
        reader.gap();
      } else {
        beforeGap -= beforeGap < 0 ? 0 : input.remaining();
      }
      return reader.read(input, sink);
    }

    @Override
    public ReadOutcome flush(SampleSink sink) {
      return reader.flush(sink);
    }

    @Override
    public long lostPackets() {
      return reader.lostPackets();
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /** FLV. */
  public static final class Flv {
    public static void fuzzerTestOneInput(byte[] input) {
      ReaderContract.checkRemuxed(input, FlvReader::new);
    }
  }

  /** Raw H.264 and H.265. */
  public static final class AnnexB {
    public static void fuzzerTestOneInput(byte[] input) {
      ReaderContract.checkRemuxed(
          input, (limits, memory) -> new AnnexBReader(limits, memory, 0, () -> 0));
    }
  }

  /** Fragmented MP4. */
  public static final class Mp4 {
    public static void fuzzerTestOneInput(byte[] input) {
      ReaderContract.check(input, FragmentedMp4Reader::new);
    }
  }

  /** WebM. */
  public static final class Webm {
    public static void fuzzerTestOneInput(byte[] input) {
      ReaderContract.check(input, WebmReader::new);
    }
  }

  /** JPEG pictures. */
  public static final class Jpeg {
    public static void fuzzerTestOneInput(byte[] input) {
      ReaderContract.check(input, (limits, memory) -> new JpegReader(limits));
    }
  }
}
