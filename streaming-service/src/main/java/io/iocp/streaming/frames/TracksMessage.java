package io.iocp.streaming.frames;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.Reordering;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text message that says what the frames behind it are, as JSON.
 *
 * @param type always {@code tracks}
 * @param tracks all tracks
 */
record TracksMessage(String type, List<Entry> tracks) {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /**
   * One track. What does not apply is not there.
   *
   * @param id the track's number in the headers of frames
   * @param kind {@code video} or {@code audio}
   * @param codec the codec's string, as a decoder is configured with
   * @param configuration what a decoder needs, in base64: the body of {@code avcC}, {@code hvcC},
   *     {@code av1C}, {@code vpcC} or {@code dOps}, or an AudioSpecificConfig
   * @param reorderFrames how many pictures may come before one that is shown before them, where the
   *     stream says so
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      int id,
      String kind,
      String codec,
      @Nullable String configuration,
      @Nullable Integer width,
      @Nullable Integer height,
      @Nullable Integer reorderFrames,
      @Nullable Integer sampleRate,
      @Nullable Integer channels) {

    static Entry of(Track track) {
      boolean video = track.codec().isVideo();
      return new Entry(
          track.id(),
          video ? "video" : "audio",
          track.codec() == Codec.JPEG ? "jpeg" : track.codecString(),
          base64(track.configuration()),
          video ? track.widthPixels() : null,
          video ? track.heightPixels() : null,
          video ? reorderFrames(track) : null,
          video ? null : track.sampleRate(),
          video ? null : track.channels());
    }

    private static @Nullable String base64(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy.length == 0 ? null : Base64.getEncoder().encodeToString(copy);
    }

    private static @Nullable Integer reorderFrames(Track track) {
      int frames = Reordering.frames(track.codec(), track.configuration());
      return frames == Reordering.UNKNOWN ? null : frames;
    }
  }

  /** Loads what {@link #json} needs, so that no I/O worker has to. */
  static void prepare() {
    MAPPER.writeValueAsString(new TracksMessage("", List.of()));
  }

  static String json(List<Track> tracks) {
    return MAPPER.writeValueAsString(
        new TracksMessage("tracks", tracks.stream().map(Entry::of).toList()));
  }
}
