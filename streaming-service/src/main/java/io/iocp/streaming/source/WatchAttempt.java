package io.iocp.streaming.source;

import io.iocp.IocpTransport;
import io.iocp.connection.ConnectAttempt;
import io.iocp.http.protocol.HttpFields;
import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketOpening.Broken;
import io.iocp.websocket.WebSocketOpening.NotConnected;
import io.iocp.websocket.WebSocketOpening.Refused;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Watches a stream of another server like this one, and publishes it as it comes: in the context of
 * that session, without a thread of its own. The stream is begun with the first media.
 */
final class WatchAttempt implements Attempt, WsHandler {

  // A server sends a chunk as one message, and takes chunks of up to that.
  private static final long MAXIMUM_MESSAGE_BYTES = 32 << 20;
  private static final WsClose STOPPED = new WsClose(CloseCode.NORMAL, "stopped");

  private final WatchRules rules;
  private final Events events;
  // Only accessed in the session's context.
  private @Nullable PublishedStream stream;
  private @Nullable String refusal;
  private @Nullable ConnectAttempt connecting; // Guarded by this.
  private @Nullable WsSession session; // Guarded by this.
  private boolean stopping; // Guarded by this.
  private boolean pausing; // Guarded by this.
  private boolean ended; // Guarded by this.

  private WatchAttempt(WatchRules rules, Events events) {
    this.rules = rules;
    this.events = events;
  }

  /**
   * Begins to connect.
   *
   * @param lookups where the server's name is looked up, which may wait for the network
   */
  static Attempt start(
      IocpTransport transport, Executor lookups, SourceUrl url, WatchRules rules, Events events) {
    WatchAttempt attempt = new WatchAttempt(rules, events);
    WebSocketRequest request =
        WebSocketRequest.to(url.address())
            .withLimits(new FrameLimits(MAXIMUM_MESSAGE_BYTES, MAXIMUM_MESSAGE_BYTES));
    WebSocketRequest authorized =
        url.authorization() == null
            ? request
            : request.withHeaders(HttpFields.of("Authorization", url.authorization()));
    lookups.execute(() -> attempt.connect(transport, authorized));
    return attempt;
  }

  private void connect(IocpTransport transport, WebSocketRequest request) {
    if (isStopping()) {
      end("stopped before it was started");
      return;
    }
    ConnectAttempt attempt;
    try {
      attempt = transport.connectWebSocket(request, this, this::opened);
    } catch (RuntimeException e) {
      end("the connection cannot be made: " + e);
      return;
    }
    synchronized (this) {
      connecting = attempt;
      if (!stopping) {
        return;
      }
    }
    attempt.cancel();
  }

  private void opened(WebSocketOpening opening) {
    if (opening instanceof Refused refused) {
      end(
          "the server answered "
              + refused.failure().httpStatus()
              + ": "
              + refused.failure().reason());
    } else if (opening instanceof NotConnected notConnected) {
      end("no connection to the server: " + notConnected.outcome());
    } else if (opening instanceof Broken broken) {
      end("the connection ended before the server had answered: " + broken.cause());
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized boolean isPausing() {
    return pausing;
  }

  private void end(String why) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    events.ended(why);
  }

  @Override
  public void onOpen(WsSession opened) {
    synchronized (this) {
      session = opened;
      if (!stopping) {
        return;
      }
    }
    opened.close(STOPPED);
  }

  @Override
  public void onPong(WsSession from, ByteBuffer payload) {
    rules.answered(payload);
  }

  @Override
  public void onPiece(WsSession from, MessageType type, ByteBuffer piece, boolean last) {
    if (refusal != null) {
      return;
    }
    if (type == MessageType.TEXT) {
      told(from, piece, last);
      return;
    }
    events.came(piece.remaining());
    Refusal refused = publish(from, piece);
    if (refused != null) {
      stream = null;
      refuse(from, refused);
    }
  }

  private void told(WsSession from, ByteBuffer piece, boolean last) {
    events.heard();
    switch (rules.told(from, piece, last, stream)) {
      case GO_ON -> {}
      case AWAY -> {
        PublishedStream begun = stream;
        stream = null;
        if (begun != null) {
          begun.lost("the publisher of the origin is away");
        }
      }
      case TOO_FAR -> {
        refusal = "the stream has passed too many servers";
        from.close(new WsClose(CloseCode.NORMAL, ""));
      }
    }
  }

  private @Nullable Refusal publish(WsSession from, ByteBuffer piece) {
    PublishedStream begun = stream;
    if (begun == null) {
      PublishAttempt attempt =
          rules.begin(PublisherConnection.of(from, why -> from.execute(() -> refuse(from, why))));
      if (attempt instanceof Refusal refused) {
        return refused;
      }
      begun = (PublishedStream) attempt;
      stream = begun;
    }
    return begun.read(piece);
  }

  private void refuse(WsSession from, Refusal why) {
    refusal = why.reason();
    from.close(new WsClose(CloseCode.NORMAL, ""));
  }

  /** Viewers here live on it. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void onClose(WsSession closed, WsClose status) {
    String why = refusal == null ? "closed with " + status.code() + " " + status.reason() : refusal;
    PublishedStream begun = stream;
    stream = null;
    rules.closed(status);
    if (begun != null && (isStopping() ? !isPausing() : rules.ends(status))) {
      begun.end(why);
    } else if (begun != null) {
      begun.lost(why);
    }
    end(why);
  }

  @Override
  public void stop() {
    ConnectAttempt attempt;
    WsSession open;
    synchronized (this) {
      stopping = true;
      attempt = connecting;
      open = session;
    }
    if (open != null) {
      open.close(STOPPED);
    } else if (attempt != null) {
      attempt.cancel();
    }
  }

  @Override
  public void pause() {
    synchronized (this) {
      pausing = true;
    }
    stop();
  }

  @Override
  public void kill() {
    WsSession open;
    synchronized (this) {
      open = session;
    }
    if (open != null) {
      open.abort();
    }
  }
}
