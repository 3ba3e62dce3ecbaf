package io.iocp.streaming.media.webm;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.TrackList;
import io.iocp.streaming.media.codec.CodecStrings;

/** What the Tracks element says that matters for cutting: the playable tracks and their codecs. */
final class WebmTracks {

  private static final int TYPE_VIDEO = 1;
  private static final int TYPE_AUDIO = 2;

  /**
   * Feature numbers in VP9's CodecPrivate (WebM container guidelines, "VP9 Codec Feature
   * Metadata").
   */
  private static final int VP9_PROFILE = 1;

  private static final int VP9_LEVEL = 2;
  private static final int VP9_BIT_DEPTH = 3;

  private static final int MAX_NAMED_CHARACTERS = 30;

  private final TrackList tracks = new TrackList();
  private VpxKeyframes keyframes = VpxKeyframes.UNKNOWN;

  /**
   * Reads the body of a Tracks element; everything else is known only after that.
   *
   * @param at where in the stream the element starts, for refusals
   */
  ReadOutcome read(ByteView body, long at) {
    for (EbmlElement e = EbmlElement.next(body); e != null; e = EbmlElement.next(body)) {
      if (e.id() == EbmlId.TRACK_ENTRY) {
        ReadOutcome outcome = track(e.body());
        if (!outcome.consumed()) {
          return outcome;
        }
      }
    }
    return body.overrun()
        ? ReadOutcome.malformed(
            "WebM Tracks at byte " + at + " are damaged or lack the configuration of a codec")
        : tracks.check();
  }

  MediaFormat format() {
    return tracks.format("webm", "webm");
  }

  TrackList tracks() {
    return tracks;
  }

  VpxKeyframes keyframes() {
    return keyframes;
  }

  private ReadOutcome track(ByteView entry) {
    long number = 0;
    long type = 0;
    int width = 0;
    int height = 0;
    String codecId = "";
    ByteView codecPrivate = entry.child(0);
    boolean encoded = false;
    for (EbmlElement e = EbmlElement.next(entry); e != null; e = EbmlElement.next(entry)) {
      switch (e.id()) {
        case EbmlId.TRACK_NUMBER -> number = e.unsigned();
        case EbmlId.TRACK_TYPE -> type = e.unsigned();
        case EbmlId.CODEC_ID -> codecId = e.text();
        case EbmlId.CONTENT_ENCODINGS -> encoded = true;
        case EbmlId.CODEC_PRIVATE -> codecPrivate = e.body();
        case EbmlId.VIDEO -> {
          width = dimension(e.body(), EbmlId.PIXEL_WIDTH);
          height = dimension(e.body(), EbmlId.PIXEL_HEIGHT);
        }
        default -> {
          // Everything else goes to the viewers as it is.
        }
      }
    }
    if (type != TYPE_VIDEO && type != TYPE_AUDIO) {
      return ReadOutcome.CONSUMED;
    }
    String codec = codec(codecId, codecPrivate, width, height);
    if (codec.isEmpty()) {
      return ReadOutcome.unsupported(
          "WebM cannot carry " + safe(codecId) + ": use VP8, VP9 or AV1 with Opus or Vorbis");
    }
    if (encoded) {
      return ReadOutcome.unsupported(
          "WebM track is encrypted or compressed (ContentEncodings), which viewers cannot decode");
    }
    if (type == TYPE_VIDEO) {
      if (!tracks.hasVideo()) {
        keyframes = VpxKeyframes.of(codecId);
      }
      tracks.video(number, codec, width, height);
    } else {
      tracks.audio(codec);
    }
    return ReadOutcome.CONSUMED;
  }

  /** As much of a stranger's text as fits into a reason and is safe there. */
  private static String safe(String codecId) {
    String start = codecId.substring(0, Math.min(codecId.length(), MAX_NAMED_CHARACTERS));
    return start.isEmpty() ? "a track without CodecID" : start.replaceAll("[^A-Z0-9_/.]", "?");
  }

  static int dimension(ByteView video, int id) {
    ByteView search = video.duplicate();
    for (EbmlElement e = EbmlElement.next(search); e != null; e = EbmlElement.next(search)) {
      if (e.id() == id) {
        return (int) Math.min(e.unsigned() & Long.MAX_VALUE, Integer.MAX_VALUE);
      }
    }
    return 0;
  }

  /** The codec string of RFC 6381, empty for a codec that WebM does not have. */
  private static String codec(
      String codecId, ByteView codecPrivate, int widthPixels, int heightPixels) {
    return switch (codecId) {
      case "V_VP8" -> "vp8";
      case "V_VP9" -> vp9(codecPrivate, widthPixels, heightPixels);
      case "V_AV1" -> CodecStrings.av1(codecPrivate);
      case "A_OPUS" -> "opus";
      case "A_VORBIS" -> "vorbis";
      default -> "";
    };
  }

  private static String vp9(ByteView features, int widthPixels, int heightPixels) {
    int[] values = vp9Features(features);
    boolean complete = values[0] >= 0 && values[1] >= 0 && values[2] >= 0;
    return complete
        ? CodecStrings.vp9(values[0], values[1], values[2], widthPixels, heightPixels)
        : "vp9";
  }

  /**
   * Profile, level and bit depth, of what CodecPrivate lists: number, length, value of each.
   *
   * @return -1 for each that is not there
   */
  static int[] vp9Features(ByteView features) {
    int[] values = {-1, -1, -1};
    while (features.remaining() > 2) {
      int feature = features.u8();
      int value = (int) features.number(Math.min(features.u8(), features.remaining()));
      switch (feature) {
        case VP9_PROFILE -> values[0] = value;
        case VP9_LEVEL -> values[1] = value;
        case VP9_BIT_DEPTH -> values[2] = value;
        default -> {
          // Chroma subsampling is optional in the codec string.
        }
      }
    }
    return values;
  }
}
