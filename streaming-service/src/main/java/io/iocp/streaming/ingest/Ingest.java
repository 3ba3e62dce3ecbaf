package io.iocp.streaming.ingest;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.input.MediaReader;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.relay.StreamHealth;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.time.NanoClock;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One publisher's bytes on their way into its stream: each chunk is copied once, straight from
 * where it was received into the buffers from which all viewers are sent.
 *
 * <p>Only accessed in the publisher's serial context.
 */
final class Ingest implements ChunkSink {

  private final Feed feed;
  private final BufferPool buffers;
  private final MediaReader reader;
  private final ChunkPace pace;
  private final NanoClock clock;
  private final CaptureDelay captureDelay;
  private final PublisherHealth health = new PublisherHealth();

  // Null between chunks, and after the pool was empty in the middle of one.
  private @Nullable OutboundMessage chunk;
  private boolean keyframe;
  // Since they were asked for.
  private int completed;

  /**
   * @param time the time of day
   */
  Ingest(
      Feed feed,
      BufferPool buffers,
      MediaReader reader,
      ChunkPace pace,
      NanoClock clock,
      InstantSource time) {
    this.feed = feed;
    this.buffers = buffers;
    this.reader = reader;
    this.pace = pace;
    this.clock = clock;
    this.captureDelay = new CaptureDelay(time);
    feed.onHealthWanted(this::health);
  }

  /** How the publisher does now; any thread. */
  StreamHealth health() {
    return health.at(clock.nanoTime());
  }

  Feed feed() {
    return feed;
  }

  ReadOutcome read(ByteBuffer piece) {
    ReadOutcome outcome = reader.read(piece, this);
    health.found(reader.warnings(), reader.lostPackets(), clock.nanoTime());
    return outcome;
  }

  /** Bytes are missing before those that are read next. */
  void gap() {
    reader.gap();
  }

  /** Parts of the container that are missing so far. */
  long lostPackets() {
    return reader.lostPackets();
  }

  /** The publisher has said goodbye: what was read is all. */
  void complete() {
    reader.flush(this);
  }

  /** The publisher is gone, perhaps in the middle of a chunk. */
  void end() {
    discard();
    reader.close();
  }

  ChunkPace pace() {
    return pace;
  }

  /** Chunks that were complete since the last call; init segments count for several. */
  int takeCompleted() {
    int count = completed;
    completed = 0;
    return count;
  }

  /** Buffers are scarce: gives up an open chunk that takes more than a share of them. */
  void shedAbove(long shareBytes) {
    if (chunk != null && chunk.payloadBytes() > shareBytes) {
      discard();
      feed.lost();
    }
  }

  private void discard() {
    if (chunk != null) {
      chunk.discard();
      chunk = null;
    }
  }

  @Override
  public void initSegment(MediaFormat format, ByteBuffer bytes) {
    completed += ChunkPace.INIT_SEGMENT;
    health.begin();
    List<SharedBuffer> init = List.of();
    if (bytes.hasRemaining()) {
      init = OutboundMessage.of(buffers, MessageType.BINARY, bytes);
      if (init.isEmpty()) {
        feed.outOfBuffers();
        return;
      }
    }
    feed.begin(
        new StreamDescription(
            format.name(), format.mimeType(), format.widthPixels(), format.heightPixels()),
        init);
  }

  @Override
  public void picture(long decodeMicros, long presentationMicros) {
    health.picture(decodeMicros, presentationMicros, clock.nanoTime());
  }

  @Override
  public void captured(long unixMicros) {
    captureDelay.captured(unixMicros);
  }

  @Override
  public void beginChunk(boolean startsWithKeyframe) {
    chunk = new OutboundMessage(buffers, MessageType.BINARY);
    keyframe = startsWithKeyframe;
  }

  @Override
  public void append(ByteBuffer piece) {
    if (chunk != null && !chunk.append(piece)) {
      discard();
      feed.lost();
    }
  }

  @Override
  public void endChunk() {
    completed++;
    long captureDelayNanos = captureDelay.take();
    health.chunkEnded(keyframe, captureDelayNanos, clock.nanoTime());
    if (chunk == null) {
      return;
    }
    long payloadBytes = chunk.payloadBytes();
    List<SharedBuffer> frames = chunk.finish();
    chunk = null;
    if (frames.isEmpty()) {
      feed.lost();
    } else {
      feed.publish(keyframe, frames, payloadBytes, captureDelayNanos);
    }
  }

  @Override
  public void discardChunk() {
    discard();
  }
}
