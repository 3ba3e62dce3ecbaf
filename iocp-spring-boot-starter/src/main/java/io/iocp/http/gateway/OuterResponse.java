package io.iocp.http.gateway;

import io.iocp.http.protocol.EndToEnd;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.ResponseHead;
import io.iocp.http.protocol.ResponseStart;
import org.jspecify.annotations.Nullable;

/** The head of a response as the client gets it. */
final class OuterResponse {

  private static final String LOCATION = "Location";

  private OuterResponse() {}

  /**
   * Encodes the head.
   *
   * @param chunks whether the body goes on in chunks
   * @param keepsAlive whether the client may send another request
   * @param prefix the path that a proxy has taken off the request's, or null
   */
  static byte[] encode(
      ResponseStart start, boolean chunks, boolean keepsAlive, @Nullable String prefix) {
    HttpFields fields = located(EndToEnd.of(start.headers()), prefix);
    if (chunks) {
      fields = fields.with("Transfer-Encoding", "chunked");
    }
    if (!keepsAlive) {
      fields = fields.with("Connection", "close");
    }
    return ResponseHead.encode(start.status(), fields);
  }

  /** A path to go on at is one below that which a proxy has taken off. */
  private static HttpFields located(HttpFields fields, @Nullable String prefix) {
    String location = fields.first(LOCATION);
    return prefix == null
            || location == null
            || !location.startsWith("/")
            || location.startsWith("//")
            || location.startsWith(prefix + "/")
        ? fields
        : fields.without(LOCATION::equalsIgnoreCase).with(LOCATION, prefix + location);
  }
}
