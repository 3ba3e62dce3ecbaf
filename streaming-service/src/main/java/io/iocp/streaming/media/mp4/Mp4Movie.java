package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.TrackList;
import java.util.HashMap;
import java.util.Map;

/**
 * What a {@code moov} box says that matters for cutting: the tracks with their codecs, and which
 * sample flags hold where a fragment does not say.
 */
final class Mp4Movie {

  private static final int VISUAL_ENTRY_SIZE_OFFSET = 24;
  private static final int VISUAL_ENTRY_AFTER_SIZE_BYTES = 50;
  private static final int AUDIO_ENTRY_BYTES = 28;

  private final TrackList tracks = new TrackList();
  private boolean fragmented;
  private int videoDefaultSampleFlags;

  /** Reads the body of a {@code moov} box; everything else is known only after that. */
  ReadOutcome read(ByteView moov) {
    // Of these one is kept: a stranger decides how many there are.
    Map<Long, Integer> defaultSampleFlags = new HashMap<>();
    for (Box box = Box.next(moov); box != null; box = Box.next(moov)) {
      if (box.type() == BoxType.TRAK) {
        track(box.body());
      } else if (box.type() == BoxType.MVEX) {
        fragmented = true;
        trackDefaults(box.body(), defaultSampleFlags);
      }
    }
    videoDefaultSampleFlags = defaultSampleFlags.getOrDefault(tracks.videoTrack(), 0);
    if (moov.overrun()) {
      return ReadOutcome.malformed("MP4 box moov is damaged or lacks the configuration of a codec");
    }
    return fragmented ? tracks.check() : ReadOutcome.notFragmented();
  }

  MediaFormat format() {
    return tracks.format("fmp4", "mp4");
  }

  TrackList tracks() {
    return tracks;
  }

  /** The sample flags of the video track, from its {@code trex} box. */
  int videoDefaultSampleFlags() {
    return videoDefaultSampleFlags;
  }

  /** TrackExtendsBox: track_ID, default description index, duration, size and flags. */
  private static void trackDefaults(ByteView mvex, Map<Long, Integer> defaultSampleFlags) {
    for (Box box = Box.next(mvex); box != null; box = Box.next(mvex)) {
      if (box.type() == BoxType.TREX) {
        box.body().skip(4);
        long trackId = box.body().u32();
        box.body().skip(12);
        defaultSampleFlags.put(trackId, box.body().i32());
      }
    }
  }

  private void track(ByteView trak) {
    ByteView media = Box.find(trak, BoxType.MDIA);
    ByteView handlerBox = Box.find(media, BoxType.HDLR);
    handlerBox.skip(8);
    int handler = handlerBox.i32();
    ByteView sampleTable = Box.find(Box.find(media, BoxType.MINF), BoxType.STBL);
    ByteView descriptions = Box.find(sampleTable, BoxType.STSD);
    descriptions.skip(8);
    Box entry = Box.next(descriptions);
    if (entry == null) {
      return;
    }
    if (handler == BoxType.VIDE) {
      entry.body().skip(VISUAL_ENTRY_SIZE_OFFSET);
      int width = entry.body().u16();
      int height = entry.body().u16();
      entry.body().skip(VISUAL_ENTRY_AFTER_SIZE_BYTES);
      tracks.video(trackId(trak), Mp4Codec.of(entry.type(), entry.body()), width, height);
    } else if (handler == BoxType.SOUN) {
      entry.body().skip(AUDIO_ENTRY_BYTES);
      tracks.audio(Mp4Codec.of(entry.type(), entry.body()));
    }
  }

  /** TrackHeaderBox: the times before track_ID are 32 bits wide in version 0, 64 in version 1. */
  private static long trackId(ByteView trak) {
    ByteView header = Box.find(trak, BoxType.TKHD);
    int version = header.u8();
    header.skip(3 + (version == 0 ? 2 * Integer.BYTES : 2 * Long.BYTES));
    return header.u32();
  }
}
