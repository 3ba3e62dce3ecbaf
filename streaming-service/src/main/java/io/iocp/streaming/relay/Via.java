package io.iocp.streaming.relay;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a request for a stream has passed, the first one first: what makes loops of
 * servers visible, as the header of that name does for HTTP. Stands in the query as {@code
 * via=ID,ID}.
 *
 * @param servers their ids
 */
public record Via(List<String> servers) {

  /** Most servers that a request may pass. */
  public static final int MAXIMUM = 8;

  /** Of a viewer. */
  public static final Via NONE = new Via(List.of());

  private static final String PARAMETER = "via=";
  private static final int LONGEST_ID = 64;

  /** Copies. */
  public Via {
    servers = List.copyOf(servers);
  }

  /** What a query says; more than can be allowed is cut behind one that is too much. */
  public static Via of(@Nullable String query) {
    if (query == null) {
      return NONE;
    }
    for (String parameter : query.split("&", -1)) {
      if (parameter.startsWith(PARAMETER)) {
        return new Via(
            Stream.of(parameter.substring(PARAMETER.length()).split(",", MAXIMUM + 2))
                .filter(id -> !id.isEmpty() && id.length() <= LONGEST_ID)
                .limit(MAXIMUM + 1L)
                .toList());
      }
    }
    return NONE;
  }

  /** Whether the request has passed this server already. */
  public boolean contains(String server) {
    return servers.contains(server);
  }

  /** Whether it has passed more servers than are allowed. */
  public boolean isTooLong() {
    return servers.size() > MAXIMUM;
  }

  /** The same, which has passed one more. */
  public Via with(String server) {
    return new Via(Stream.concat(servers.stream(), Stream.of(server)).toList());
  }

  /** As it stands in a query. */
  public String parameter() {
    return PARAMETER + String.join(",", servers);
  }
}
