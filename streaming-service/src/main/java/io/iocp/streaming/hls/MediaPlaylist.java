package io.iocp.streaming.hls;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Writes the playlist of a stream's segments and parts (RFC 8216bis). Addresses are relative to the
 * playlist's own.
 */
final class MediaPlaylist {

  static final String MIME_TYPE = "application/vnd.apple.mpegurl";

  /** In parts: the server ought to want three, and must want two at least. */
  private static final int HOLD_BACK = 3;

  /** In target durations: what is older is skipped, and has no parts. */
  private static final int SKIPPED_BEHIND = 6;

  private static final int WITH_PARTS = 3;

  /** Hundredths of a second, so that the target does not change with every tick of a timescale. */
  private static final double PART_STEPS = 100;

  private static final long NO_INIT = -1;

  /** Of parts that are a hundredth longer by a bit of a number. */
  private static final double ROUNDING = 1e-6;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final StringBuilder out = new StringBuilder();
  private final List<Segment> segments;
  private final SegmentWindow window;
  private final int targetSeconds;
  private final String suffix;

  private MediaPlaylist(SegmentWindow window, int targetSeconds, String suffix) {
    this.window = window;
    this.segments = window.segments();
    this.targetSeconds = targetSeconds;
    this.suffix = suffix;
  }

  /**
   * The playlist of this moment.
   *
   * @param partSeconds what parts last of which there is none yet
   * @param suffix what is written behind each address: a query, or nothing
   * @param delta whether old segments may be left out, which the client has read already
   */
  static String of(
      SegmentWindow window, int targetSeconds, double partSeconds, String suffix, boolean delta) {
    MediaPlaylist playlist = new MediaPlaylist(window, targetSeconds, suffix);
    playlist.write(partSeconds, delta);
    return playlist.out.toString();
  }

  private void write(double partSeconds, boolean delta) {
    double partTarget =
        segments.stream()
            .flatMap(segment -> segment.parts().stream())
            .mapToDouble(Part::seconds)
            .map(seconds -> Math.ceil(seconds * PART_STEPS - ROUNDING) / PART_STEPS)
            .max()
            .orElse(partSeconds);
    line("#EXTM3U");
    line("#EXT-X-VERSION:9");
    line("#EXT-X-TARGETDURATION:" + targetSeconds);
    line(
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK="
            + seconds(HOLD_BACK * partTarget)
            + ",CAN-SKIP-UNTIL="
            + seconds(SKIPPED_BEHIND * targetSeconds));
    line("#EXT-X-PART-INF:PART-TARGET=" + seconds(partTarget));
    line(
        "#EXT-X-MEDIA-SEQUENCE:"
            + (segments.isEmpty() ? window.currentNumber() : segments.get(0).number()));
    if (window.discontinuities() > 0) {
      line("#EXT-X-DISCONTINUITY-SEQUENCE:" + window.discontinuities());
    }
    if (segments.stream().allMatch(Segment::isIndependent)) {
      line("#EXT-X-INDEPENDENT-SEGMENTS");
    }
    int skipped = delta ? skippable() : 0;
    if (skipped > 0) {
      line("#EXT-X-SKIP:SKIPPED-SEGMENTS=" + skipped);
    }
    long init = NO_INIT;
    double behind = segments.stream().mapToDouble(Segment::seconds).sum();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      behind -= segment.seconds();
      if (i >= skipped) {
        segment(segment, segment.init().number() != init, behind < WITH_PARTS * targetSeconds);
        init = segment.init().number();
      }
    }
    end();
  }

  /** Complete segments that end before the boundary. */
  private int skippable() {
    double behind = 0;
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (behind >= SKIPPED_BEHIND * targetSeconds) {
        return i + 1;
      }
      behind += segments.get(i).seconds();
    }
    return 0;
  }

  private void segment(Segment segment, boolean withInit, boolean withParts) {
    if (segment.isDiscontinuity()) {
      line("#EXT-X-DISCONTINUITY");
    }
    if (withInit) {
      line("#EXT-X-MAP:URI=\"" + HlsFile.init(segment.init().number()) + suffix + '"');
    }
    line("#EXT-X-PROGRAM-DATE-TIME:" + TIME.format(Instant.ofEpochMilli(segment.startMillis())));
    if (withParts) {
      for (int i = 0; i < segment.parts().size(); i++) {
        part(segment.number(), i, segment.parts().get(i));
      }
    }
    if (segment.isComplete()) {
      line("#EXTINF:" + seconds(segment.seconds()) + ',');
      line(HlsFile.segment(segment.number()) + suffix);
    }
  }

  private void part(long number, int index, Part part) {
    line(
        "#EXT-X-PART:DURATION="
            + seconds(part.seconds())
            + ",URI=\""
            + HlsFile.part(number, index)
            + suffix
            + '"'
            + (part.independent() ? ",INDEPENDENT=YES" : ""));
  }

  private void end() {
    if (window.isEnded()) {
      line("#EXT-X-ENDLIST");
    } else {
      line(
          "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\""
              + HlsFile.part(window.currentNumber(), window.currentPart())
              + suffix
              + '"');
    }
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }
}
