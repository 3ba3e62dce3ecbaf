package io.iocp.streaming.source;

import io.iocp.streaming.stream.StreamId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream is fetched from: either a command or a URL.
 *
 * @param stream the stream that it is published as
 * @param command a program and its arguments, whose standard output is read; empty if there is a
 *     URL
 * @param url {@code ws(s)://…/watch/…} of a server like this one, or {@code http(s)://…}; null if
 *     there is a command
 * @param token sent with the URL as {@code Authorization: Bearer}, or null
 * @param onDemand whether it runs only while somebody watches
 * @param idleTimeout for how long nobody watches before one on demand is stopped, a second at least
 * @param stallTimeout for how long nothing comes before it is started anew, a second at least
 */
public record SourceOptions(
    StreamId stream,
    List<String> command,
    @Nullable URI url,
    @Nullable String token,
    boolean onDemand,
    Duration idleTimeout,
    Duration stallTimeout) {

  private static final Set<String> SCHEMES = Set.of("ws", "wss", "http", "https");
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Checks what can be checked without trying. No message says what may be secret. */
  public SourceOptions {
    command = List.copyOf(command);
    if (command.isEmpty() == (url == null)) {
      throw new IllegalArgumentException("a source has either a command or a url");
    }
    if (!command.isEmpty() && command.get(0).isBlank()) {
      throw new IllegalArgumentException("the first part of command must be a program");
    }
    if (url != null && (url.getHost() == null || !SCHEMES.contains(scheme(url)))) {
      throw new IllegalArgumentException(
          "url must start with ws://, wss://, http:// or https:// and a host");
    }
    if (token != null && (url == null || !TOKEN.matcher(token).matches())) {
      throw new IllegalArgumentException("token goes with a url, and is letters, digits and signs");
    }
    requireLongEnough("idle-timeout", idleTimeout);
    requireLongEnough("stall-timeout", stallTimeout);
  }

  private static void requireLongEnough(String name, Duration time) {
    if (time.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(name + " must be a second at least: " + time);
    }
  }

  static String scheme(URI url) {
    return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
  }

  /** Without what must not be logged. */
  @Override
  public String toString() {
    return "SourceOptions[" + stream + "]";
  }
}
