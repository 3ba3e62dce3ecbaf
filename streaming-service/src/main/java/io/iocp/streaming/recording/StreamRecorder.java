package io.iocp.streaming.recording;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.relay.StreamTap;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.OutboundMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Between a stream and the writer of its recording: a queue. What waits in it holds the buffers
 * that viewers share, so it is bounded: when the disk falls that far behind, the recording fails
 * and the stream goes on.
 *
 * <p>Any thread puts into it, under the stream's lock; the writer takes out.
 */
final class StreamRecorder implements StreamTap {

  /** After so many the writer serves another stream. */
  private static final int EVENTS_IN_A_ROW = 256;

  /**
   * Events without media are few; this bounds what a publisher that begins again and again does.
   */
  private static final int EVENT_BYTES = 1024;

  /** Hears what becomes of the recording, on the writer or the reporter. */
  interface Listener {

    /** It has failed: nothing is written any more. */
    void failed(StreamRecorder recorder, String reason);

    /** The stream has ended, and all is written. */
    void ended(StreamRecorder recorder);
  }

  private enum Kind {
    BEGIN,
    CHUNK,
    GAP,
    WAITING,
    END
  }

  private record Event(
      Kind kind,
      @Nullable MediaChunk chunk,
      @Nullable StreamDescription description,
      ByteBuffer init,
      long bytes) {

    void release() {
      if (chunk != null) {
        chunk.release();
      }
    }
  }

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final RecordingOutput output;
  private final SerialLoop writer;
  private final SerialLoop reporter;
  private final Listener listener;
  private final long queueBytes;

  // Guarded by this.
  private final Deque<Event> queue = new ArrayDeque<>();
  private long waitingBytes;
  private boolean posted;
  private boolean closed;

  private volatile @Nullable String recording;

  /**
   * @param writer where all writing is done
   * @param reporter where it is said that the writer is too slow
   */
  StreamRecorder(
      RecordingOutput output,
      SerialLoop writer,
      SerialLoop reporter,
      Listener listener,
      long queueBytes) {
    this.output = output;
    this.writer = writer;
    this.reporter = reporter;
    this.listener = listener;
    this.queueBytes = queueBytes;
  }

  @Override
  public void begin(StreamDescription description, List<SharedBuffer> init) {
    ByteBuffer bytes = OutboundMessage.copyOfPayload(init);
    offer(new Event(Kind.BEGIN, null, description, bytes, EVENT_BYTES + bytes.remaining()));
  }

  @Override
  public void publish(MediaChunk chunk) {
    offer(new Event(Kind.CHUNK, chunk.retain(), null, NONE, chunk.slotBytes()));
  }

  @Override
  public void gap() {
    offer(new Event(Kind.GAP, null, null, NONE, EVENT_BYTES));
  }

  @Override
  public void waiting() {
    offer(new Event(Kind.WAITING, null, null, NONE, EVENT_BYTES));
  }

  @Override
  public void end() {
    offer(new Event(Kind.END, null, null, NONE, 0));
  }

  private synchronized void offer(Event event) {
    if (closed) {
      event.release();
      return;
    }
    if (waitingBytes + event.bytes() > queueBytes && event.kind() != Kind.END) {
      event.release();
      String reason =
          "the disk is slower than the stream: " + waitingBytes + " bytes wait to be written";
      // The memory is needed elsewhere, and the writer may be held up for long.
      discard();
      reporter.execute(() -> listener.failed(this, reason));
      writer.execute(this::stop);
      return;
    }
    queue.add(event);
    waitingBytes += event.bytes();
    if (!posted) {
      posted = true;
      writer.execute(this::drain);
    }
  }

  private void drain() {
    for (int i = 0; i < EVENTS_IN_A_ROW; i++) {
      Event event = next();
      if (event == null) {
        return;
      }
      try {
        write(event);
      } catch (IOException e) {
        fail(reason(e));
      } finally {
        done(event);
      }
      if (event.kind() == Kind.END) {
        stop();
        listener.ended(this);
      }
    }
    writer.execute(this::drain);
  }

  private synchronized @Nullable Event next() {
    Event event = queue.poll();
    if (event == null) {
      posted = false;
    }
    return event;
  }

  private synchronized void done(Event event) {
    waitingBytes -= event.bytes();
    event.release();
  }

  private void write(Event event) throws IOException {
    switch (event.kind()) {
      case BEGIN -> output.begin(Objects.requireNonNull(event.description()), event.init().array());
      case CHUNK -> output.chunk(Objects.requireNonNull(event.chunk()));
      case GAP -> output.gap();
      case WAITING, END -> output.close();
    }
    recording = output.recording();
  }

  /** What went wrong, in words; the system's are as short as a path. */
  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left")) {
      return "the disk is full";
    }
    return e.getClass() == IOException.class ? message : e.toString();
  }

  /** A second has passed. On the writer. */
  void tick() {
    try {
      output.tick();
    } catch (IOException e) {
      fail(reason(e));
    }
  }

  /**
   * Nothing is written any more, and what is written is completed. On the writer.
   *
   * @param reason in words
   */
  void fail(String reason) {
    String more = stop() ? "" : "; its index is completed at the next start";
    listener.failed(this, reason + more);
  }

  /**
   * What waits is discarded, and what is written is completed. On the writer.
   *
   * @return whether that worked
   */
  boolean stop() {
    discard();
    recording = null;
    try {
      output.end();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized void discard() {
    closed = true;
    for (Event event = queue.poll(); event != null; event = queue.poll()) {
      waitingBytes -= event.bytes();
      event.release();
    }
  }

  /** Id of the recording that is being written; null while it waits for a keyframe. Any thread. */
  @Nullable String recording() {
    return recording;
  }

  /** How far the writing has come; null before the first chunk. Any thread. */
  RecordingOutput.@Nullable Written written() {
    return output.written();
  }

  /** Bytes of buffers that wait to be written. Any thread. */
  synchronized long waitingBytes() {
    return waitingBytes;
  }
}
