package io.iocp.streaming.media;

import java.util.ArrayList;
import java.util.List;

/** The playable tracks of a stream: the first picture track rules, sound is listed. */
public final class TrackList {

  private static final int MAX_TRACKS = 8;

  private final List<String> codecs = new ArrayList<>();
  private long videoTrack;
  private int widthPixels;
  private int heightPixels;

  public void video(long trackNumber, String codec, int width, int height) {
    if (videoTrack == 0) {
      videoTrack = trackNumber;
      widthPixels = width;
      heightPixels = height;
    }
    codecs.add(codec);
  }

  public void audio(String codec) {
    codecs.add(codec);
  }

  /** Number of the track whose keyframes count, 0 without video. */
  public long videoTrack() {
    return videoTrack;
  }

  public boolean hasVideo() {
    return videoTrack != 0;
  }

  /** Refuses a stream that no browser could show. */
  public ReadOutcome check() {
    if (codecs.isEmpty()) {
      return ReadOutcome.unsupported("the stream has neither a video nor an audio track");
    }
    if (codecs.size() > MAX_TRACKS) {
      return ReadOutcome.unsupported("the stream has more than " + MAX_TRACKS + " tracks");
    }
    return ReadOutcome.CONSUMED;
  }

  public MediaFormat format(String name, String subtype) {
    String mimeType =
        (hasVideo() ? "video/" : "audio/")
            + subtype
            + "; codecs=\""
            + String.join(",", codecs)
            + '"';
    return new MediaFormat(name, mimeType, !hasVideo(), widthPixels, heightPixels);
  }
}
