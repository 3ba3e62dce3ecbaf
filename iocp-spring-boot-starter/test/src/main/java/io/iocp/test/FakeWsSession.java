package io.iocp.test;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.MessageAccumulator;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.PostOutcome;
import io.iocp.connection.PostedWork;
import io.iocp.connection.SecuritySession;
import io.iocp.connection.SendOutcome;
import io.iocp.session.WorkerTask;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameReader;
import io.iocp.websocket.protocol.FrameSink;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Role;
import io.iocp.websocket.protocol.WsClose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket without a connection: it notes what a handler sends, and what is to be executed is
 * executed at once. For one thread.
 */
public final class FakeWsSession implements WsSession {

  private static final AtomicLong LAST_ID = new AtomicLong();

  private final long id = LAST_ID.incrementAndGet();
  private final String path;
  private final Map<String, String> variables;
  private final BufferPool buffers =
      new BufferPool(BufferPoolOptions.DEFAULTS.withMaximumBytes(16 << 20), AddressResolver.NONE);
  private final MessageAccumulator pieces = new MessageAccumulator();
  private final FrameReader offered =
      new FrameReader(
          Role.CLIENT, new FrameLimits(Integer.MAX_VALUE, Integer.MAX_VALUE), new Offered());
  private final ByteArrayOutputStream part = new ByteArrayOutputStream();
  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> binaries = new ArrayList<>();
  private final List<String> pings = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private SendOutcome answer = SendOutcome.SENT;
  private long queuedBytes;
  private long sentBytes;
  private int unsentBytes;
  private boolean paused;
  private boolean aborted;
  private int flushes;
  private int discards;
  private long oldestUnsentNanos = NOTHING_UNSENT;
  private @Nullable Object attachment;
  private @Nullable WsClose closed;

  /** A server's session at the path {@code /}. */
  public FakeWsSession() {
    this("/", Map.of());
  }

  /**
   * A server's session.
   *
   * @param variables the path's segments that have names
   */
  public FakeWsSession(String path, Map<String, String> variables) {
    this.path = path;
    this.variables = Map.copyOf(variables);
  }

  // ── what a test says ──────────────────────────────────────────────────────────────────────────

  /**
   * What further sends are answered with; what is not accepted is not noted. A session that has
   * ended answers {@code CLOSED} whatever this says.
   */
  public void answerWith(SendOutcome outcome) {
    answer = outcome;
  }

  /** What {@link #queuedBytes()} says; 0 before. */
  public void queuedBytes(long bytes) {
    queuedBytes = bytes;
  }

  /** What {@link #sentBytes()} says; 0 before. */
  public void sentBytes(long bytes) {
    sentBytes = bytes;
  }

  /** What {@link #unsentBytes()} says; 0 before. */
  public void unsentBytes(int bytes) {
    unsentBytes = bytes;
  }

  /** What {@link #oldestUnsentNanos()} says; {@link #NOTHING_UNSENT} before. */
  public void oldestUnsentNanos(long stampNanos) {
    oldestUnsentNanos = stampNanos;
  }

  // ── what a test asks ──────────────────────────────────────────────────────────────────────────

  /** Text messages so far, those that were offered included. */
  public List<String> texts() {
    return List.copyOf(texts);
  }

  /** Binary messages so far, those that were offered included. */
  public List<byte[]> binaries() {
    return List.copyOf(binaries);
  }

  /** Payloads of pings and pongs so far, as text. */
  public List<String> pings() {
    return List.copyOf(pings);
  }

  /** Files so far. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** Why the session was closed; null while it is not, or if it was aborted. */
  public @Nullable WsClose closed() {
    return closed;
  }

  public boolean isAborted() {
    return aborted;
  }

  public boolean isPaused() {
    return paused;
  }

  /** How often {@link #flush()} was called. */
  public int flushes() {
    return flushes;
  }

  /** How often {@link #discardQueued()} was called. */
  public int discards() {
    return discards;
  }

  // ── the session ───────────────────────────────────────────────────────────────────────────────

  @Override
  public long id() {
    return id;
  }

  @Override
  public boolean isOutbound() {
    return false;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  }

  @Override
  public @Nullable SecuritySession security() {
    return null;
  }

  @Override
  public int worker() {
    return 0;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public Map<String, String> variables() {
    return variables;
  }

  @Override
  public @Nullable String subprotocol() {
    return null;
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object object) {
    attachment = object;
  }

  @Override
  public MessageAccumulator pieces() {
    return pieces;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public WorkerTask workerTask(Runnable work) {
    return () -> {
      work.run();
      return true;
    };
  }

  /** Does all parts at once. */
  @Override
  public PostOutcome post(PostedWork work) {
    boolean more = true;
    while (more) {
      more = work.runPart();
    }
    return PostOutcome.POSTED;
  }

  @Override
  public BufferPool buffers() {
    return buffers;
  }

  @Override
  public long queuedBytes() {
    return queuedBytes;
  }

  @Override
  public long sentBytes() {
    return sentBytes;
  }

  @Override
  public int unsentBytes() {
    return unsentBytes;
  }

  @Override
  public boolean limitUnsent(int bytes) {
    return false;
  }

  @Override
  public void sendQueueBound(long bytes) {}

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  private SendOutcome answered(Runnable note) {
    SendOutcome outcome = aborted || closed != null ? SendOutcome.CLOSED : answer;
    if (outcome.isAccepted()) {
      note.run();
    }
    return outcome;
  }

  @Override
  public SendOutcome sendText(String text) {
    return answered(() -> texts.add(text));
  }

  @Override
  public SendOutcome sendBinary(ByteBuffer message) {
    return answered(() -> binaries.add(bytes(message)));
  }

  @Override
  public SendOutcome sendPart(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    return answered(() -> add(type, piece, last));
  }

  private void add(MessageType type, ByteBuffer piece, boolean last) {
    part.writeBytes(bytes(piece));
    if (last) {
      switch (type) {
        case TEXT -> texts.add(part.toString(StandardCharsets.UTF_8));
        case BINARY -> binaries.add(part.toByteArray());
      }
      part.reset();
    }
  }

  @Override
  public SendOutcome sendPing(ByteBuffer payload) {
    return answered(() -> pings.add(text(payload)));
  }

  @Override
  public SendOutcome sendPong(ByteBuffer payload) {
    return answered(() -> pings.add(text(payload)));
  }

  @Override
  public SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable) {
    return offer(message);
  }

  @Override
  public long discardQueued() {
    discards++;
    return 0;
  }

  @Override
  public long oldestUnsentNanos() {
    return oldestUnsentNanos;
  }

  @Override
  public SendOutcome offer(List<SharedBuffer> message) {
    return answered(() -> message.forEach(frame -> offered.read(ByteBuffer.wrap(copy(frame)))));
  }

  private static byte[] copy(SharedBuffer frame) {
    return bytes(frame.view());
  }

  @Override
  public void flush() {
    flushes++;
  }

  @Override
  public SendOutcome sendFile(Path file, long fromByte, FileListener listener) throws IOException {
    return sendFile(file, fromByte, Files.size(file) - fromByte, listener);
  }

  /** Notes the file and says at once that it was sent. */
  @Override
  public SendOutcome sendFile(Path file, long fromByte, long bytes, FileListener listener)
      throws IOException {
    if (fromByte < 0 || fromByte + bytes > Files.size(file)) {
      throw new IOException("the file has no such bytes: file=" + file);
    }
    return answered(
        () -> {
          files.add(file);
          listener.progressed(bytes);
          listener.ended(FileOutcome.SENT);
        });
  }

  @Override
  public void close(WsClose status) {
    if (closed == null && !aborted) {
      closed = status;
    }
  }

  @Override
  public void closeWithoutBacklog(WsClose status) {
    close(status);
  }

  @Override
  public void abort() {
    aborted = true;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
  }

  /** Reads the messages that were offered as a client would. */
  private final class Offered implements FrameSink {

    @Override
    public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
      add(type, piece, last);
    }

    @Override
    public void ping(ByteBuffer payload) {
      pings.add(text(payload));
    }

    @Override
    public void pong(ByteBuffer payload) {
      pings.add(text(payload));
    }

    @Override
    public void close(WsClose status) {
      FakeWsSession.this.close(status);
    }
  }
}
