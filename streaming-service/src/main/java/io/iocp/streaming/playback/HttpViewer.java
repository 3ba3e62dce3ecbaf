package io.iocp.streaming.playback;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.http.HttpExchange;
import io.iocp.http.protocol.HttpFields;
import io.iocp.session.WorkerTask;
import io.iocp.streaming.relay.ViewerSession;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A viewer that gets the media and nothing else: the payload of the binary messages, from the
 * buffers that all viewers share. The response begins when it is known what the stream is.
 */
final class HttpViewer implements ViewerSession {

  private final HttpExchange exchange;
  private final LiveFormat format;
  // Set by the fan-out, read by whoever closes.
  private volatile boolean begun;

  HttpViewer(HttpExchange exchange, LiveFormat format) {
    this.exchange = exchange;
    this.format = format;
  }

  @Override
  public long id() {
    return exchange.id();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return exchange.remoteAddress();
  }

  @Override
  public int worker() {
    return exchange.worker();
  }

  @Override
  public WorkerTask workerTask(Runnable work) {
    return exchange.workerTask(work);
  }

  @Override
  public void sendQueueBound(long bytes) {
    exchange.sendQueueBound(bytes);
  }

  @Override
  public long queuedBytes() {
    return exchange.queuedBytes();
  }

  @Override
  public int unsentBytes() {
    return exchange.unsentBytes();
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
      exchange.answer(406, "the stream is there as " + LiveFormat.of(description));
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
