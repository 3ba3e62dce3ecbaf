package io.iocp.streaming.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher asks for in the query of its address: by {@code
 * requests=keyframe,received,warnings} which text messages it takes, others get none; by {@code
 * record=true} or {@code record=false} whether it is recorded. What is unknown is as if it were not
 * there.
 *
 * @param keyframe that it should make a keyframe
 * @param received how much has arrived
 * @param warnings what about its stream hurts viewers
 * @param record whether it is to be recorded; null if it does not say
 */
record PublisherRequests(
    boolean keyframe, boolean received, boolean warnings, @Nullable Boolean record) {

  private static final String PARAMETER = "requests=";

  static PublisherRequests of(@Nullable String query) {
    Set<String> all =
        (query == null ? Stream.<String>empty() : Arrays.stream(query.split("&", -1)))
            .filter(parameter -> parameter.startsWith(PARAMETER))
            .flatMap(parameter -> list(parameter.substring(PARAMETER.length())).stream())
            .collect(Collectors.toSet());
    return new PublisherRequests(
        all.contains("keyframe"),
        all.contains("received"),
        all.contains("warnings"),
        record(query));
  }

  private static @Nullable Boolean record(@Nullable String query) {
    List<String> parameters = query == null ? List.of() : List.of(query.split("&", -1));
    if (parameters.contains("record=true")) {
      return true;
    }
    return parameters.contains("record=false") ? false : null;
  }

  /** A comma may come as it is or encoded. */
  private static List<String> list(String value) {
    return List.of(value.replace("%2C", ",").split(",", -1));
  }
}
