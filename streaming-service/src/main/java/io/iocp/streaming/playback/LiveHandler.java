package io.iocp.streaming.playback;

import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.streaming.stream.StreamGate;
import io.iocp.streaming.stream.StreamId;
import java.util.Optional;

/**
 * {@code GET /live/{stream}.mp4}, {@code .webm} and {@code .mjpeg}: the stream as a file without an
 * end, from a keyframe on, in the container that it has; pictures come as the parts of a {@code
 * multipart/x-mixed-replace}. The query is that of {@link WatchHandler}.
 *
 * <p>404 for a stream that nobody publishes, 406 for one that is another container.
 */
public final class LiveHandler implements HttpHandler {

  private final Audience audience;
  private final StreamGate gate;

  /**
   * @param gate who may watch
   */
  public LiveHandler(Audience audience, StreamGate gate) {
    this.audience = audience;
    this.gate = gate;
  }

  @Override
  public void onRequest(HttpExchange exchange) {
    String fileName = exchange.variable("file");
    Optional<LiveFormat> format = LiveFormat.of(fileName);
    if (format.isEmpty()) {
      exchange.answer(404, "streams are there as .mp4, .webm or .mjpeg");
      return;
    }
    String name = format.get().streamName(fileName);
    HttpRefusal closed = gate.check(name);
    if (closed != null) {
      exchange.answer(closed.status(), closed.reason());
      return;
    }
    audience.come(
        exchange, new HttpViewer(exchange, format.get()), new StreamId(name), exchange.query());
  }

  @Override
  public void onClosed(HttpExchange exchange, boolean complete) {
    audience.gone(exchange);
  }
}
