package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text message in front of a stream's media, as JSON.
 *
 * @param type always {@code stream}
 * @param stream the stream's name
 * @param format the container: {@code fmp4}, {@code webm} or {@code jpeg}
 * @param mimeType its type with codecs, as Media Source Extensions take it
 * @param sequence number of the stream's next chunk
 * @param width width of the picture, 0 when unknown
 * @param height height of the picture, 0 when unknown
 * @param hops servers between its publisher and this one
 */
public record StreamInfo(
    String type,
    String stream,
    String format,
    String mimeType,
    long sequence,
    int width,
    int height,
    int hops) {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** Loads what {@link #json} needs, so that no I/O worker has to. */
  static void prepare() {
    MAPPER.writeValueAsString(new StreamInfo("stream", "", "", "", 0, 0, 0, 0));
  }

  /**
   * The message.
   *
   * @param sequence number of the stream's next chunk
   * @param hops servers between its publisher and this one
   */
  public static String json(StreamId id, StreamDescription description, long sequence, int hops) {
    return MAPPER.writeValueAsString(
        new StreamInfo(
            "stream",
            id.name(),
            description.format(),
            description.mimeType(),
            sequence,
            description.widthPixels(),
            description.heightPixels(),
            hops));
  }
}
