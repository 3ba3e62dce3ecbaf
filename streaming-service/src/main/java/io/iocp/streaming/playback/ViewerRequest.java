package io.iocp.streaming.playback;

import io.iocp.streaming.history.SeekTarget;
import io.iocp.streaming.relay.Via;
import io.iocp.streaming.stream.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer asks for in the query of its address. What cannot be read is as if it were not
 * there.
 *
 * @param waiting how long it waits for a publisher, a minute at most
 * @param patient whether it asked to wait
 * @param maxDelay how far behind it may be, or null for what is configured
 * @param frames whether it wants frames instead of a container
 * @param time whether the server's time is to be the first that it hears
 * @param via the servers that have asked for the stream on the way here; none for a viewer
 * @param from the moment with which it begins; null for what is live
 * @param rendition the rendition that it wants whatever its link carries; null for the best
 */
record ViewerRequest(
    Duration waiting,
    boolean patient,
    @Nullable Duration maxDelay,
    boolean frames,
    boolean time,
    Via via,
    @Nullable SeekTarget from,
    @Nullable String rendition) {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");

  static ViewerRequest of(@Nullable String query) {
    Duration wait = time(query, "wait");
    return new ViewerRequest(
        wait == null ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait,
        wait != null && !wait.isZero(),
        time(query, "max-delay"),
        has(query, "as=frames"),
        has(query, "time=true"),
        Via.of(query),
        from(query),
        value(query, "rendition"));
  }

  /** The same, which waits for so long at least. */
  ViewerRequest withWaiting(Duration atLeast) {
    return waiting.compareTo(atLeast) >= 0
        ? this
        : new ViewerRequest(atLeast, patient, maxDelay, frames, time, via, from, rendition);
  }

  /** The same of somebody who can only have the container. */
  ViewerRequest asContainer() {
    return new ViewerRequest(waiting, patient, maxDelay, false, time, via, null, rendition);
  }

  /** The same of somebody who has come already, and goes on with what is live. */
  ViewerRequest fromLive() {
    return new ViewerRequest(waiting, patient, maxDelay, frames, false, via, null, rendition);
  }

  /** The rendition of a stream that it wants, which may be none; null for the best. */
  @Nullable StreamId heldRendition(StreamId stream) {
    String name = stream.name() + StreamId.RENDITION + rendition;
    return rendition == null || StreamId.whyInvalid(name).isPresent() ? null : new StreamId(name);
  }

  private static boolean has(@Nullable String query, String parameter) {
    return query != null && List.of(query.split("&", -1)).contains(parameter);
  }

  private static @Nullable SeekTarget from(@Nullable String query) {
    String text = value(query, "from");
    return text == null
        ? null
        : SeekTarget.of(text.replace("%3A", ":").replace("%2B", "+")).orElse(null);
  }

  private static @Nullable Duration time(@Nullable String query, String name) {
    String text = value(query, name);
    Matcher time = TIME.matcher(text == null ? "" : text);
    if (!time.matches()) {
      return null;
    }
    long number = Long.parseLong(time.group(1));
    return time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
  }

  /** What is behind the first {@code name=}; null when there is none. */
  private static @Nullable String value(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    for (String parameter : query.split("&", -1)) {
      if (parameter.startsWith(name + "=")) {
        return parameter.substring(name.length() + 1);
      }
    }
    return null;
  }
}
