package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaWarnings;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.TrackList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code moov} box says that matters for cutting: the tracks with their codecs, and what
 * holds where a fragment does not say. A track that is declared here need not come in fragments.
 */
final class Mp4Movie {

  private static final int VISUAL_ENTRY_SIZE_OFFSET = 24;
  private static final int VISUAL_ENTRY_AFTER_SIZE_BYTES = 50;
  private static final int AUDIO_ENTRY_BYTES = 28;

  private final TrackList tracks = new TrackList();
  private final MediaWarnings warnings;
  private final Map<Long, TrackDefaults> defaults = new HashMap<>();
  private boolean fragmented;
  private @Nullable Mp4Track pictures;
  private ReadOutcome refusal = ReadOutcome.CONSUMED;

  Mp4Movie(MediaWarnings warnings) {
    this.warnings = warnings;
  }

  /**
   * Reads the body of a {@code moov} box; everything else is known only after that.
   *
   * @param at where in the stream the box starts, for refusals
   */
  ReadOutcome read(ByteView moov, long at) {
    // Of these few are kept: a stranger decides how many there are.
    Map<Long, TrackDefaults> allDefaults = new HashMap<>();
    for (Box box = Box.next(moov); box != null; box = Box.next(moov)) {
      if (box.type() == BoxType.TRAK) {
        track(box.body());
      } else if (box.type() == BoxType.MVEX) {
        fragmented = true;
        trackDefaults(box.body(), allDefaults);
      }
    }
    if (moov.overrun()) {
      return ReadOutcome.malformed(
          "MP4 box moov at byte " + at + " is damaged or lacks the configuration of a codec");
    }
    if (!fragmented) {
      return ReadOutcome.notFragmented();
    }
    if (!refusal.consumed()) {
      return refusal;
    }
    defaults.replaceAll((id, none) -> allDefaults.getOrDefault(id, none));
    return tracks.check();
  }

  MediaFormat format() {
    return tracks.format("fmp4", "mp4");
  }

  TrackList tracks() {
    return tracks;
  }

  /** The track whose keyframes count, null without video. */
  @Nullable Mp4Track pictures() {
    return pictures;
  }

  /** What holds for a track where a fragment does not say, from its {@code trex} box. */
  TrackDefaults defaults(long trackId) {
    return defaults.getOrDefault(trackId, TrackDefaults.NONE);
  }

  private static void trackDefaults(ByteView mvex, Map<Long, TrackDefaults> defaults) {
    for (Box box = Box.next(mvex); box != null; box = Box.next(mvex)) {
      if (box.type() == BoxType.TREX) {
        box.body().skip(4);
        long trackId = box.body().u32();
        box.body().skip(4);
        defaults.put(trackId, TrackDefaults.of(box.body()));
      }
    }
  }

  private void track(ByteView trak) {
    ByteView media = Box.find(trak, BoxType.MDIA);
    ByteView handlerBox = Box.find(media, BoxType.HDLR);
    handlerBox.skip(8);
    int handler = handlerBox.i32();
    if (handler != BoxType.VIDE && handler != BoxType.SOUN) {
      return;
    }
    ByteView sampleTable = Box.find(Box.find(media, BoxType.MINF), BoxType.STBL);
    ByteView descriptions = Box.find(sampleTable, BoxType.STSD);
    descriptions.skip(8);
    Box entry = clearEntry(descriptions);
    if (entry == null || !isPlayable(entry.type())) {
      return;
    }
    long id = trackId(trak);
    defaults.put(id, TrackDefaults.NONE);
    ByteView body = entry.body();
    if (handler == BoxType.SOUN) {
      body.skip(AUDIO_ENTRY_BYTES);
      tracks.audio(Mp4Codec.of(entry.type(), body, 0, 0));
      return;
    }
    body.skip(VISUAL_ENTRY_SIZE_OFFSET);
    int width = body.u16();
    int height = body.u16();
    body.skip(VISUAL_ENTRY_AFTER_SIZE_BYTES);
    if (pictures == null) {
      pictures =
          new Mp4Track(
              id,
              entry.type(),
              Mp4Track.nalLengthBytes(entry.type(), body.duplicate()),
              Math.max(1, Mp4SampleTrack.timescale(Box.find(media, BoxType.MDHD))));
    }
    tracks.video(id, Mp4Codec.of(entry.type(), body, width, height), width, height);
  }

  /** The first description that is not encrypted; when all are, the first. */
  static @Nullable Box clearEntry(ByteView descriptions) {
    Box first = Box.next(descriptions);
    for (Box box = first; box != null; box = Box.next(descriptions)) {
      if (Mp4Playability.of(box.type()) != Mp4Playability.ENCRYPTED) {
        return box;
      }
    }
    return first;
  }

  private boolean isPlayable(int sampleEntry) {
    String name = BoxType.text(sampleEntry);
    switch (Mp4Playability.of(sampleEntry)) {
      case COMMON -> {
        return true;
      }
      case PARTIAL -> {
        warnings.partialCodec(name);
        return true;
      }
      case ENCRYPTED ->
          refusal =
              ReadOutcome.unsupported(
                  "MP4 is encrypted ("
                      + name
                      + ") and viewers have no key: publish it unencrypted");
      default ->
          refusal =
              ReadOutcome.unsupported(
                  "no browser plays " + name + " in MP4: use H.264, AV1 or VP9 with AAC or Opus");
    }
    return false;
  }

  /** TrackHeaderBox: the times before track_ID are 32 bits wide in version 0, 64 in version 1. */
  static long trackId(ByteView trak) {
    ByteView header = Box.find(trak, BoxType.TKHD);
    int version = header.u8();
    header.skip(3 + (version == 0 ? 2 * Integer.BYTES : 2 * Long.BYTES));
    return header.u32();
  }
}
