package io.iocp.streaming.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself in the registry, as JSON.
 *
 * @param id the server's
 * @param address where other servers watch what it has
 * @param streams what it is the owner of
 */
public record ServerRecord(String id, String address, List<Entry> streams) {

  /** Copies. */
  public ServerRecord {
    streams = List.copyOf(streams);
  }

  /**
   * One stream.
   *
   * @param name its name
   * @param token of the lease
   * @param viewers viewers at the server, other servers included
   * @param format the container, or null as long as it is not known
   * @param mimeType its type with codecs, or null
   * @param width width of the picture, 0 when unknown
   * @param height height of the picture, 0 when unknown
   * @param bytesPerSecond media bytes published in the last second
   */
  public record Entry(
      String name,
      long token,
      int viewers,
      @Nullable String format,
      @Nullable String mimeType,
      int width,
      int height,
      long bytesPerSecond) {}
}
