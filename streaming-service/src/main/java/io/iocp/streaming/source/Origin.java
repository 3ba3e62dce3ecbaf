package io.iocp.streaming.source;

import io.iocp.streaming.relay.Via;
import io.iocp.streaming.stream.StreamId;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that may have a stream.
 *
 * @param address {@code ws(s)://host:port}, perhaps with a path in front of {@code /watch}
 * @param token sent as {@code Authorization: Bearer}, or null
 */
public record Origin(URI address, @Nullable String token) {

  private static final Set<String> SCHEMES = Set.of("ws", "wss");

  /** Checks the address; no message says what may be secret. */
  public Origin {
    if (address.getHost() == null
        || address.getUserInfo() != null
        || address.getRawQuery() != null
        || !SCHEMES.contains(SourceOptions.scheme(address))) {
      throw new IllegalArgumentException(
          "an origin must be ws://HOST:PORT or wss://HOST:PORT, without user and query");
    }
  }

  /** Where the stream is watched there. */
  SourceUrl watch(StreamId id, Via via) {
    String base = address.toString();
    return SourceUrl.of(
        URI.create(
            (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/watch/"
                + id.name()
                + "?"
                + via.parameter()),
        token);
  }

  /** Without what must not be logged. */
  @Override
  public String toString() {
    return address.toString();
  }
}
