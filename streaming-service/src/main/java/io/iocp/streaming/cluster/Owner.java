package io.iocp.streaming.cluster;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Who has a name.
 *
 * @param token of the lease: a later lease has a larger one
 * @param server id of the server
 * @param address where it is watched
 */
public record Owner(long token, String server, URI address) {

  private static final char SEPARATOR = ' ';

  /**
   * Whether this one is heard of when another one was before: nothing of an owner before the newest
   * that was heard of counts. An owner that slept between looking at its lease and writing is
   * turned away by that.
   */
  public boolean mayFollow(@Nullable Owner before) {
    return before == null || token >= before.token;
  }

  /** As it stands in the registry. */
  public String text() {
    return "" + token + SEPARATOR + server + SEPARATOR + address;
  }

  /** What stands in the registry; null if it is nothing of ours. */
  static @Nullable Owner of(String text) {
    String[] parts = text.split(String.valueOf(SEPARATOR), -1);
    try {
      return parts.length == 3
          ? new Owner(Long.parseLong(parts[0]), parts[1], URI.create(parts[2]))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
