package io.iocp.streaming.hls;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.input.MediaReader;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Publishes a file to the relay as it comes out of its container. */
final class Publication implements ChunkSink {

  private static final Path MEDIA = Path.of("src/test/resources/media");

  private final BufferPool pool;
  private final Feed feed;
  private final ChunkSamples alsoInto;
  private OutboundMessage chunk;
  private boolean keyframe;

  private Publication(BufferPool pool, Feed feed, ChunkSamples alsoInto) {
    this.pool = pool;
    this.feed = feed;
    this.alsoInto = alsoInto;
    this.chunk = new OutboundMessage(pool, MessageType.BINARY);
  }

  /**
   * Publishes all of a file.
   *
   * @param alsoInto gets the chunks without the relay
   */
  static void of(String file, BufferPool pool, Feed feed, ChunkSamples alsoInto) {
    MediaReader reader =
        new MediaReader(MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), () -> 0);
    Publication publication = new Publication(pool, feed, alsoInto);
    try {
      reader.read(ByteBuffer.wrap(Files.readAllBytes(MEDIA.resolve(file))), publication);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader.flush(publication);
  }

  @Override
  public void initSegment(MediaFormat format, ByteBuffer bytes) {
    StreamDescription description =
        new StreamDescription(
            format.name(), format.mimeType(), format.widthPixels(), format.heightPixels());
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    alsoInto.begin(description, copy.duplicate());
    feed.begin(
        description,
        copy.hasRemaining() ? OutboundMessage.of(pool, MessageType.BINARY, copy) : List.of());
  }

  @Override
  public void beginChunk(boolean start) {
    keyframe = start;
    chunk = new OutboundMessage(pool, MessageType.BINARY);
  }

  @Override
  public void append(ByteBuffer piece) {
    chunk.append(piece.duplicate());
  }

  @Override
  public void endChunk() {
    long bytes = chunk.payloadBytes();
    List<SharedBuffer> frames = chunk.finish();
    alsoInto.chunk(OutboundMessage.copyOfPayload(frames));
    feed.publish(keyframe, frames, bytes);
  }

  @Override
  public void discardChunk() {
    chunk.discard();
  }
}
