package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text message that tells a viewer which renditions it may choose, as JSON.
 *
 * @param type always {@code renditions}
 * @param renditions those that have media now, the best first
 * @param pinned the one that the viewer is held to, which need not be there; null while it has the
 *     best that its link carries
 */
record RenditionsMessage(String type, List<Rendition> renditions, @Nullable String pinned) {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /**
   * One of them.
   *
   * @param name what follows the {@code @} in the stream's name
   * @param width width of the picture, 0 when unknown
   * @param height height of the picture, 0 when unknown
   */
  record Rendition(String name, int width, int height) {}

  /** Loads what {@link #json} needs, so that no I/O worker has to. */
  static void prepare() {
    new RenditionsMessage("renditions", List.of(new Rendition("", 0, 0)), null).json();
  }

  /**
   * What is there.
   *
   * @param ladder the renditions that have a publisher, the smallest first
   */
  static RenditionsMessage of(List<LiveStream> ladder, @Nullable StreamId pinned) {
    List<Rendition> renditions = new ArrayList<>();
    for (LiveStream stream : ladder) {
      StreamDescription what = stream.description();
      if (what != null) {
        String name = stream.id().rendition();
        renditions.add(new Rendition(name, what.widthPixels(), what.heightPixels()));
      }
    }
    Collections.reverse(renditions);
    return new RenditionsMessage(
        "renditions", List.copyOf(renditions), pinned == null ? null : pinned.rendition());
  }

  String json() {
    return MAPPER.writeValueAsString(this);
  }
}
