package io.iocp.streaming.playback;

import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.streaming.stream.StreamId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /live/{stream}.mp4}, {@code .webm} and {@code .mjpeg}: the stream as a file without an
 * end, from a keyframe on, in the container that it has; pictures come as the parts of a {@code
 * multipart/x-mixed-replace}. The query is that of {@link WatchHandler}.
 *
 * <p>404 for a stream that nobody publishes, 406 for one that is another container.
 */
public final class LiveHandler implements HttpHandler {

  private final Audience audience;

  /** Shows streams to whoever was let in: names are those of streams. */
  public LiveHandler(Audience audience) {
    this.audience = audience;
  }

  /** The stream that a file's name means; null for one of no known suffix. */
  public static @Nullable String streamName(String fileName) {
    return LiveFormat.of(fileName).map(format -> format.streamName(fileName)).orElse(null);
  }

  @Override
  public void onRequest(HttpExchange exchange) {
    String fileName = exchange.variable("file");
    Optional<LiveFormat> format = LiveFormat.of(fileName);
    if (format.isEmpty()) {
      exchange.answer(404, "streams are available as .mp4, .webm or .mjpeg");
      return;
    }
    String name = format.get().streamName(fileName);
    audience.come(
        exchange,
        new HttpViewer(exchange, format.get()),
        new StreamId(name),
        ViewerRequest.of(exchange.query()).asContainer());
  }

  @Override
  public void onClosed(HttpExchange exchange, boolean complete) {
    audience.gone(exchange);
  }
}
