package io.iocp.websocket;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.statistics.Counters;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.Violation;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** What all WebSockets of one transport share, of either role. Any thread. */
final class WebSocketShared {

  private final BufferPool pool;
  private final WebSocketOptions options;
  private final SharedBuffer ping;
  private final AtomicInteger compressing = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();
  private final Counters<WebSocketCounter> counters = new Counters<>(WebSocketCounter.class);
  private final Counters<Violation> violations = new Counters<>(Violation.class);
  private volatile FrameLimits limits;

  WebSocketShared(BufferPool pool, WebSocketOptions options) {
    this.pool = pool;
    this.options = options;
    this.limits = options.limits();
    this.ping = encodePing(pool);
  }

  BufferPool pool() {
    return pool;
  }

  WebSocketOptions options() {
    return options;
  }

  Counters<WebSocketCounter> counters() {
    return counters;
  }

  Counters<Violation> violations() {
    return violations;
  }

  void violated(Violation violation) {
    counters.increment(WebSocketCounter.PROTOCOL_VIOLATIONS);
    violations.increment(violation);
  }

  /** Largest frame and message, where a path does not say otherwise. */
  FrameLimits limits() {
    return limits;
  }

  void limits(FrameLimits changed) {
    limits = changed;
  }

  /** A server's ping frame, which all connections share. */
  SharedBuffer ping() {
    return ping;
  }

  /** A source of masking keys that nobody can predict. */
  IntSupplier maskingKeys() {
    return random::nextInt;
  }

  /** Fills in random bytes. */
  void fillRandom(byte[] bytes) {
    random.nextBytes(bytes);
  }

  /**
   * Compression for a session, for which there is room; {@link #compressionEnded()} gives the room
   * back.
   */
  boolean beginCompression() {
    if (compressing.getAndIncrement() >= options.compression().maximumSessions()) {
      compressing.decrementAndGet();
      counters.increment(WebSocketCounter.COMPRESSION_DECLINED);
      return false;
    }
    counters.increment(WebSocketCounter.SESSIONS_COMPRESSED);
    return true;
  }

  /** A client's session, which has asked for it, compresses: the bound is for strangers. */
  void countCompression() {
    compressing.incrementAndGet();
    counters.increment(WebSocketCounter.SESSIONS_COMPRESSED);
  }

  void compressionEnded() {
    compressing.decrementAndGet();
  }

  int compressingSessions() {
    return compressing.get();
  }

  /** Gives its own buffer back; after the last connection is gone. */
  void close() {
    ping.release();
  }

  private static SharedBuffer encodePing(BufferPool pool) {
    SharedBuffer buffer =
        Objects.requireNonNull(pool.tryAcquire(1), "a new pool has room for one buffer");
    FrameWriter.server().writePing(buffer.memory(), ByteBuffer.allocate(0));
    buffer.region(0, buffer.memory().position());
    return buffer;
  }
}
