package io.iocp.streaming.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which text messages a publisher takes, by {@code requests=keyframe,received} in the query of its
 * address. Others get none. What is unknown is as if it were not there.
 *
 * @param keyframe that it should make a keyframe
 * @param received how much has arrived
 */
record PublisherRequests(boolean keyframe, boolean received) {

  private static final String PARAMETER = "requests=";

  static PublisherRequests of(@Nullable String query) {
    Set<String> all =
        (query == null ? Stream.<String>empty() : Arrays.stream(query.split("&", -1)))
            .filter(parameter -> parameter.startsWith(PARAMETER))
            .flatMap(parameter -> list(parameter.substring(PARAMETER.length())).stream())
            .collect(Collectors.toSet());
    return new PublisherRequests(all.contains("keyframe"), all.contains("received"));
  }

  /** A comma may come as it is or encoded. */
  private static List<String> list(String value) {
    return List.of(value.replace("%2C", ",").split(",", -1));
  }
}
