package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.session.WorkerTask;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.time.NanoClock;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Makes frames of a stream's chunks while somebody wants them, once for all who do: they are
 * viewers of a second stream, in which each chunk is a frame, and to which all rules for viewers
 * apply as to any other.
 *
 * <p>Runs on the worker of whoever asked first. Chunks that wait here are bounded as those of a
 * {@link WorkerFanOut} are. The stream's lock is never taken while that of the second is held.
 */
final class FrameOutlet implements Outlet, FrameReader.Sink {

  /** Close code for a viewer of frames where the stream has none that can be taken out. */
  static final int NOT_AS_FRAMES = 4406;

  private static final int MAXIMUM_WAITING_CHUNKS = 1024;

  private final LiveStream frames;
  private final Feed feed;
  private final FrameReader reader;
  private final BufferPool buffers;
  private final NanoClock clock;
  private final RelayFigures figures;
  private final BiConsumer<FrameOutlet, WsClose> refused;
  private final WorkerTask task;
  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingChunks = new AtomicInteger();
  // Nobody wants frames any more: what waits is only given back.
  private volatile boolean closed;

  // Guarded by the lock of the stream that chunks come from.
  private boolean endsWithGap;

  // Only accessed in the task.
  private boolean awaitsKeyframe = true;
  private boolean begun;

  /**
   * @param frames the second stream
   * @param session any session of the worker that is to make the frames
   * @param refused called when there are none, without a lock
   */
  FrameOutlet(
      LiveStream frames,
      ViewerSession session,
      FrameReader reader,
      RelayResources relay,
      BiConsumer<FrameOutlet, WsClose> refused) {
    this.frames = frames;
    this.feed = Objects.requireNonNull(frames.feed(session.id()));
    this.reader = reader;
    this.buffers = relay.buffers();
    this.clock = relay.clock();
    this.figures = relay.figures();
    this.refused = refused;
    this.task = session.workerTask(this::run);
  }

  /** The stream of frames. */
  LiveStream frames() {
    return frames;
  }

  /** The publisher is asked for keyframes that these viewers want. */
  void onKeyframeWanted(Runnable request) {
    feed.onKeyframeWanted(request);
  }

  /** The current group of pictures; the outlet takes the references. */
  void start(JoinMessages messages, List<MediaChunk> cached) {
    begin(messages);
    for (MediaChunk chunk : cached) {
      publish(chunk);
      chunk.release();
    }
  }

  /** Nobody wants frames any more. */
  void close() {
    closed = true;
    frames.end();
  }

  @Override
  public void publish(MediaChunk chunk) {
    if (waitingChunks.get() >= MAXIMUM_WAITING_CHUNKS) {
      figures.counters().increment(RelayCounter.CHUNKS_SKIPPED_WORKER_SLOW);
      gap();
      return;
    }
    endsWithGap = false;
    waitingChunks.incrementAndGet();
    chunk.retain();
    post(() -> convert(chunk));
  }

  @Override
  public void gap() {
    if (!endsWithGap) {
      endsWithGap = true;
      post(this::missing);
    }
  }

  @Override
  public void begin(JoinMessages messages) {
    endsWithGap = false;
    post(
        () -> {
          beginReading(messages);
          messages.release();
        });
  }

  @Override
  public void waiting(JoinMessages messages) {
    post(
        () -> {
          frames.publisherAway(messages);
          messages.release();
        });
  }

  @Override
  public void tick(LiveTick tick) {
    post(() -> frames.tick(tick.serverTimeMillis(), tick.upstream(), tick.captureDelay()));
  }

  @Override
  public void closeBeyond(long queuedBytes) {
    post(() -> frames.closeBeyond(queuedBytes));
  }

  @Override
  public void end(WsClose status) {
    post(() -> frames.end(status));
  }

  private void post(Runnable event) {
    events.add(event);
    if (!task.post()) {
      closed =
          true; // The transport has stopped: all sessions are closed, references still go back.
      run();
    }
  }

  private void run() {
    Runnable event = events.poll();
    while (event != null) {
      event.run();
      event = events.poll();
    }
  }

  private void missing() {
    awaitsKeyframe = true;
    frames.gap();
  }

  private void beginReading(JoinMessages messages) {
    StreamDescription description = messages.description();
    if (closed || description == null) {
      return;
    }
    awaitsKeyframe = true;
    Optional<String> refusal =
        reader.begin(description, OutboundMessage.copyOfPayload(messages.init()), this);
    begun = refusal.isEmpty();
    refusal.ifPresent(why -> refused.accept(this, new WsClose(NOT_AS_FRAMES, why)));
  }

  private void convert(MediaChunk chunk) {
    waitingChunks.decrementAndGet();
    awaitsKeyframe &= !chunk.isKeyframe();
    if (!closed && begun && !awaitsKeyframe && !read(chunk)) {
      figures.counters().increment(RelayCounter.CHUNKS_WITHOUT_FRAMES);
      missing();
    }
    chunk.release();
  }

  private boolean read(MediaChunk chunk) {
    FrameReader.Times times =
        new FrameReader.Times(clock.nanoTime() - chunk.arrivalNanos(), chunk.captureDelayNanos());
    List<SharedBuffer> payload = OutboundMessage.payload(chunk.frames());
    if (payload.size() == 1) {
      SharedBuffer piece = payload.get(0);
      ByteBuffer bytes = piece.memory().slice(piece.start(), piece.length());
      boolean whole = reader.chunk(bytes, chunk.isKeyframe(), times, this);
      piece.release();
      return whole;
    }
    payload.forEach(SharedBuffer::release);
    return reader.chunk(
        OutboundMessage.copyOfPayload(chunk.frames()), chunk.isKeyframe(), times, this);
  }

  @Override
  public void tracks(StreamDescription description, String tracks) {
    List<SharedBuffer> text =
        OutboundMessage.of(
            buffers, MessageType.TEXT, ByteBuffer.wrap(tracks.getBytes(StandardCharsets.UTF_8)));
    if (text.isEmpty()) {
      frames.outOfBuffers(feed);
    } else {
      frames.begin(feed, description, text);
    }
  }

  @Override
  public void frame(boolean start, ByteBuffer header, ByteBuffer data) {
    OutboundMessage message = new OutboundMessage(buffers, MessageType.BINARY);
    if (!message.append(header) || !message.append(data)) {
      message.discard();
      frames.lost(feed);
      return;
    }
    long payloadBytes = message.payloadBytes();
    frames.publish(feed, start, message.finish(), payloadBytes, MediaChunk.NOT_CAPTURED);
  }
}
