package io.iocp.admin.cluster;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The servers that share streams, as this one sees them.
 *
 * @param server id of this server
 * @param connected whether the registry of the cluster can be reached; what is shown is what it
 *     said last
 * @param leases names of streams that this server has
 * @param servers all servers, this one included, by their ids
 */
public record ClusterView(
    String server, boolean connected, int leases, List<ClusterServer> servers) {

  /** With those streams alone. */
  ClusterView visible(Predicate<String> names) {
    return new ClusterView(
        server,
        connected,
        leases,
        servers.stream()
            .map(
                each ->
                    new ClusterServer(
                        each.id(),
                        each.address(),
                        each.streams().stream()
                            .filter(stream -> names.test(stream.name()))
                            .toList()))
            .toList());
  }

  /**
   * One server.
   *
   * @param id its id, which it keeps until it ends
   * @param address where other servers watch what it has
   * @param streams the streams that are published there, by name
   */
  public record ClusterServer(String id, String address, List<ClusterStream> streams) {}

  /**
   * A stream that is published at a server.
   *
   * @param name the stream's name
   * @param viewers viewers there; each other server that fetches the stream counts as one
   * @param format container, such as {@code fmp4}; null until it is recognised
   * @param mimeType the type with codecs that a player needs; null until the format is known
   * @param bytesPerSecond media bytes received in the last second
   */
  public record ClusterStream(
      String name,
      int viewers,
      @Nullable String format,
      @Nullable String mimeType,
      long bytesPerSecond) {}
}
