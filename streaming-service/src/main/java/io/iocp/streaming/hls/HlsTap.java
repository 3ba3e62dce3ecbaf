package io.iocp.streaming.hls;

import io.iocp.buffer.SharedBuffer;
import io.iocp.session.Session;
import io.iocp.session.WorkerTask;
import io.iocp.statistics.Counters;
import io.iocp.streaming.relay.StreamTap;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.time.NanoClock;
import io.iocp.websocket.OutboundMessage;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the chunks of a stream to the worker of whoever asked first, where they are cut for all who
 * ask. Chunks that wait are bounded; those that do not fit are left out.
 */
final class HlsTap implements StreamTap {

  private static final int MAXIMUM_WAITING_CHUNKS = 1024;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final HlsStream target;
  private final Segmenter segmenter;
  private final ChunkSamples samples;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Counters<HlsCounter> counters;
  private final WorkerTask task;
  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingChunks = new AtomicInteger();
  // Nobody asks any more: what waits is only given back.
  private volatile boolean closed;

  // Guarded by the stream's lock.
  private boolean endsWithGap;

  // Only accessed in the task.
  private boolean awaitsKeyframe = true;
  private boolean begun;

  /**
   * @param session any session of the worker that is to do the work
   */
  HlsTap(
      HlsStream target,
      Segmenter segmenter,
      Session session,
      NanoClock clock,
      InstantSource wallClock,
      Counters<HlsCounter> counters) {
    this.target = target;
    this.segmenter = segmenter;
    this.samples = new ChunkSamples(segmenter);
    this.clock = clock;
    this.wallClock = wallClock;
    this.counters = counters;
    this.task = session.workerTask(this::run);
  }

  /** Whoever asks counts as somebody who watches. */
  @Override
  public boolean isAudience() {
    return true;
  }

  @Override
  public void begin(StreamDescription description, List<SharedBuffer> init) {
    endsWithGap = false;
    ByteBuffer bytes = OutboundMessage.copyOfPayload(init);
    post(() -> beginReading(description, bytes));
  }

  @Override
  public void publish(MediaChunk chunk) {
    if (waitingChunks.get() >= MAXIMUM_WAITING_CHUNKS) {
      counters.increment(HlsCounter.CHUNKS_SKIPPED_WORKER_SLOW);
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
  public void waiting() {
    gap();
  }

  @Override
  public void end() {
    post(
        () -> {
          missing();
          target.end();
        });
  }

  /** What waits is given back. */
  void close() {
    closed = true;
    post(() -> {});
  }

  private void post(Runnable event) {
    events.add(event);
    if (!task.post()) {
      closed = true; // The transport has stopped: references still go back.
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

  private void beginReading(StreamDescription description, ByteBuffer init) {
    if (closed) {
      return;
    }
    awaitsKeyframe = true;
    segmenter.interrupt();
    begun =
        samples
            .begin(description, init)
            .map(
                why -> {
                  target.unsupported(why);
                  return false;
                })
            .orElse(true);
  }

  private void convert(MediaChunk chunk) {
    waitingChunks.decrementAndGet();
    awaitsKeyframe &= !chunk.isKeyframe();
    if (!closed && begun && !awaitsKeyframe) {
      segmenter.arrived(
          wallClock.millis() - (clock.nanoTime() - chunk.arrivalNanos()) / NANOS_A_MILLI);
      if (!read(chunk)) {
        counters.increment(HlsCounter.CHUNKS_DAMAGED);
        missing();
      }
    }
    chunk.release();
  }

  private boolean read(MediaChunk chunk) {
    List<SharedBuffer> payload = OutboundMessage.payload(chunk.frames());
    try {
      return payload.size() == 1
          ? samples.chunk(payload.get(0).view().slice())
          : samples.chunk(OutboundMessage.copyOfPayload(chunk.frames()));
    } finally {
      payload.forEach(SharedBuffer::release);
    }
  }

  private void missing() {
    awaitsKeyframe = true;
    if (!closed) {
      segmenter.interrupt();
    }
  }
}
