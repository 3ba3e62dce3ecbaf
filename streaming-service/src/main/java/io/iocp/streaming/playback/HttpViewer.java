package io.iocp.streaming.playback;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.http.HttpExchange;
import io.iocp.http.protocol.HttpFields;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.util.List;

/**
 * A viewer that gets the media and nothing else: the payload of the binary messages, from the
 * buffers that all viewers share. The response begins when it is known what the stream is.
 */
final class HttpViewer extends SessionViewer {

  private final HttpExchange exchange;
  private final LiveFormat format;
  // Set by the fan-out, read by whoever closes.
  private volatile boolean begun;

  HttpViewer(HttpExchange exchange, LiveFormat format) {
    super(exchange);
    this.exchange = exchange;
    this.format = format;
  }

  @Override
  public long oldestUnsentNanos() {
    return exchange.oldestUnsentNanos();
  }

  @Override
  public long discardQueued() {
    return exchange.discardQueued();
  }

  @Override
  public boolean begins(StreamDescription description) {
    boolean matches = format.container().equals(description.format());
    if (begun) {
      if (!matches) {
        exchange.finish(); // Another publisher sends another container.
      }
      return matches;
    }
    if (!matches) {
      exchange.answer(406, "this stream is available as " + LiveFormat.of(description));
      return false;
    }
    begun =
        exchange.startResponse(
            200,
            HttpFields.of("Content-Type", format.contentType(description))
                .with("Cache-Control", "no-store"));
    return begun;
  }

  @Override
  public boolean canMove() {
    return false; // A file has one init segment.
  }

  @Override
  public SendOutcome offerText(List<SharedBuffer> message, long stampNanos) {
    return SendOutcome.QUEUED; // It is not told anything.
  }

  @Override
  public SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable) {
    List<SharedBuffer> media = OutboundMessage.payload(message);
    List<SharedBuffer> framed = format.frame(media, exchange.buffers());
    SendOutcome outcome =
        framed.isEmpty() ? SendOutcome.FULL : exchange.offer(framed, stampNanos, droppable);
    framed.forEach(SharedBuffer::release);
    return outcome;
  }

  @Override
  public void sendText(String text) {
    // It is not told anything.
  }

  @Override
  public void sendText(String text, long stampNanos) {
    // Nor this.
  }

  @Override
  public void flush() {
    exchange.flush();
  }

  @Override
  public void close(WsClose status) {
    if (begun) {
      exchange.finish();
    } else if (status.code() == CloseCode.NORMAL) {
      exchange.answer(404, status.reason());
    } else {
      exchange.close(status.code(), status.reason());
    }
  }

  @Override
  public void closeWithoutBacklog(WsClose status) {
    exchange.closeWithoutBacklog(status.code(), status.reason());
  }
}
