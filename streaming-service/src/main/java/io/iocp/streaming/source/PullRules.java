package io.iocp.streaming.source;

import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.relay.Upstream;
import io.iocp.streaming.relay.Via;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an origin says beside the media: how many servers there are before it, how old media is when
 * it leaves there, and that its publisher is away. Half of the time that a ping takes is added for
 * the way here. Of the last few figures the smallest counts: one that sticks out would have viewers
 * here lose pictures that are in time. No clock is compared with another server's.
 *
 * <p>Only accessed in the session's context, except where a method says that any thread may call
 * it.
 */
final class PullRules implements WatchRules {

  // After HTTP's 404 and 508; what viewers are told as well.
  private static final int UNKNOWN_STREAM = 4404;
  private static final int LOOP = 4508;

  private static final int LONGEST_TEXT_BYTES = 4 << 10;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Publishing publishing;
  private final StreamId id;
  private final String server;
  private final NanoClock clock;
  private final ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT_BYTES);
  private final Recent delaysNanos = new Recent();
  private final Recent pingsNanos = new Recent();
  private boolean tooLong;
  private Upstream upstream;
  private volatile @Nullable WsClose status;

  /**
   * @param server the origin's address
   */
  PullRules(Publishing publishing, StreamId id, String server, NanoClock clock) {
    this.publishing = publishing;
    this.id = id;
    this.server = server;
    this.clock = clock;
    this.upstream = new Upstream(1, Duration.ZERO, server);
  }

  /** Whether the origin has said that it has no such stream. Any thread. */
  boolean isAbsent() {
    WsClose said = status;
    return said != null && (said.code() == UNKNOWN_STREAM || said.code() == LOOP);
  }

  /** Whether the origin has said that the stream has ended. Any thread. */
  boolean hasEnded() {
    WsClose said = status;
    return said != null && ends(said);
  }

  @Override
  public PublishAttempt begin(PublisherConnection connection) {
    PublishAttempt attempt = publishing.relay(id, connection);
    if (attempt instanceof PublishedStream stream) {
      stream.upstream(upstream);
    }
    return attempt;
  }

  @Override
  public Told told(
      WsSession from, ByteBuffer piece, boolean last, @Nullable PublishedStream stream) {
    tooLong |= piece.remaining() > text.remaining();
    if (!tooLong) {
      text.put(piece);
    }
    if (!last) {
      return Told.GO_ON;
    }
    boolean whole = !tooLong;
    tooLong = false;
    String message =
        whole ? new String(text.array(), 0, text.position(), StandardCharsets.UTF_8) : "";
    text.clear();
    return message.isEmpty() ? Told.GO_ON : understand(from, message, stream);
  }

  private Told understand(WsSession from, String message, @Nullable PublishedStream stream) {
    JsonNode json;
    try {
      json = JSON.readTree(message);
    } catch (JacksonException e) {
      return Told.GO_ON; // A server of another version may say what it likes.
    }
    switch (json.path("type").asString("")) {
      case "stream" -> upstream = new Upstream(hops(json) + 1, upstream.delay(), server);
      case "live" -> {
        delaysNanos.add(Math.max(0, json.path("delayMillis").asLong(0)) * 1_000_000);
        from.sendPing(ByteBuffer.allocate(Long.BYTES).putLong(0, clock.nanoTime()));
        upstream = new Upstream(hops(json) + 1, delay(), server);
        if (stream != null) {
          stream.upstream(upstream);
        }
      }
      case "waiting" -> {
        return Told.AWAY;
      }
      default -> {}
    }
    return upstream.hops() > Via.MAXIMUM ? Told.TOO_FAR : Told.GO_ON;
  }

  private static int hops(JsonNode json) {
    return Math.min(Math.max(0, json.path("hops").asInt(0)), Via.MAXIMUM);
  }

  private Duration delay() {
    return Duration.ofNanos(delaysNanos.least() + pingsNanos.least() / 2);
  }

  @Override
  public void answered(ByteBuffer payload) {
    if (payload.remaining() == Long.BYTES) {
      pingsNanos.add(Math.max(0, clock.nanoTime() - payload.getLong(payload.position())));
    }
  }

  @Override
  public void closed(WsClose said) {
    status = said;
  }

  @Override
  public boolean ends(WsClose said) {
    return said.code() == CloseCode.NORMAL;
  }

  /** The least of the last three. */
  private static final class Recent {

    private final long[] last = new long[3];
    private int count;

    void add(long value) {
      last[count++ % last.length] = value;
    }

    long least() {
      long least = count == 0 ? 0 : last[0];
      for (int i = 1; i < Math.min(count, last.length); i++) {
        least = Math.min(least, last[i]);
      }
      return least;
    }
  }
}
