package io.iocp.streaming.media;

import java.util.ArrayList;
import java.util.List;

/** Collects the warnings about one stream, the first of each kind. */
public final class MediaWarnings {

  /** A minute of pictures at 25 a second, each a chunk. */
  private static final int CHUNKS_WITHOUT_KEYFRAME = 1500;

  private List<MediaWarning> warnings = List.of();
  private int chunksSinceKeyframe;

  /** Remembers a warning unless there is one of its kind. */
  public void add(MediaWarning.Kind kind, String text) {
    if (warnings.stream().noneMatch(warning -> warning.kind() == kind)) {
      List<MediaWarning> more = new ArrayList<>(warnings);
      more.add(new MediaWarning(kind, text));
      warnings = List.copyOf(more);
    }
  }

  /** Watches for keyframes that stay away. */
  public void chunk(boolean keyframe) {
    chunksSinceKeyframe = keyframe ? 0 : chunksSinceKeyframe + 1;
    if (chunksSinceKeyframe == CHUNKS_WITHOUT_KEYFRAME) {
      add(
          MediaWarning.Kind.NO_KEYFRAMES,
          "no keyframe in " + CHUNKS_WITHOUT_KEYFRAME + " chunks: joining viewers wait for one");
    }
  }

  /** A codec that only some browsers play. */
  public void partialCodec(String codec) {
    add(MediaWarning.Kind.PARTIAL_CODEC, "codec " + codec + " plays in some browsers only");
  }

  /** All so far. */
  public List<MediaWarning> list() {
    return warnings;
  }
}
