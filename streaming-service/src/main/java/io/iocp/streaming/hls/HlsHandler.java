package io.iocp.streaming.hls;

import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpFields;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /hls/{stream}/index.m3u8} and what it leads to: the stream as low-latency HLS with
 * fragmented MP4. A playlist is waited for with {@code _HLS_msn} and {@code _HLS_part}, and leaves
 * out what is known with {@code _HLS_skip=YES}; the part after the newest is waited for as well.
 * What else is in a query, such as a token, stands behind each address of a playlist.
 *
 * <p>404 for a stream that nobody publishes and for what is not kept any more, 406 for one that MP4
 * does not carry, 503 where nothing came in time or too many wait.
 */
public final class HlsHandler implements HttpHandler {

  private static final HttpFields PREFLIGHT =
      HttpFields.of("Access-Control-Allow-Origin", "*")
          .with("Access-Control-Allow-Methods", "GET, HEAD")
          .with("Access-Control-Allow-Headers", "Authorization, Range")
          .with("Access-Control-Max-Age", "86400");

  private final HlsStreams streams;

  /** Shows streams to whoever was let in: names are those of streams. */
  public HlsHandler(HlsStreams streams) {
    this.streams = streams;
  }

  /** The stream that a request is for; null for one that tells nobody anything of a stream. */
  public static @Nullable String streamName(HttpExchange exchange) {
    return isPreflight(exchange) ? null : exchange.variable("stream");
  }

  /** Asked by browsers before they send a page's credentials to another origin. */
  private static boolean isPreflight(HttpExchange exchange) {
    return exchange.method().equals("OPTIONS");
  }

  @Override
  public void onRequest(HttpExchange exchange) {
    if (isPreflight(exchange)) {
      exchange.respond(200, PREFLIGHT, ByteBuffer.allocate(0));
      return;
    }
    String rendition = exchange.variables().get("rendition");
    String name =
        exchange.variable("stream") + (rendition == null ? "" : StreamId.RENDITION + rendition);
    Optional<HlsFile> file = HlsFile.of(exchange.variable("file"));
    HlsExchange asking =
        new HlsExchange(
            streams,
            exchange,
            HlsRequest.of(
                file.orElse(HlsFile.NONE),
                exchange.query(),
                exchange.headers().first("Authorization") == null));
    if (file.isEmpty() || StreamId.whyInvalid(name).isPresent()) {
      asking.refuse(404, "a stream's playlist is /hls/{stream}/" + HlsFile.INDEX_NAME);
      return;
    }
    exchange.attach(asking);
    asking.begin(new StreamId(name));
  }

  @Override
  public void onClosed(HttpExchange exchange, boolean complete) {
    if (exchange.attachment() instanceof HlsExchange asking) {
      asking.closed();
    }
  }
}
