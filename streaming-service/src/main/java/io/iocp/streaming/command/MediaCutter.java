package io.iocp.streaming.command;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.time.NanoClock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Makes pieces of what a reader cuts; the reader's thread only. */
final class MediaCutter implements ChunkSink {

  private final Uplink uplink;
  private final NanoClock clock;
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
  private InitSegment init = new InitSegment(ByteBuffer.allocate(0));
  private boolean keyframe;

  MediaCutter(Uplink uplink, NanoClock clock) {
    this.uplink = uplink;
    this.clock = clock;
  }

  @Override
  public void initSegment(MediaFormat format, ByteBuffer bytes) {
    init = new InitSegment(bytes);
  }

  @Override
  public void beginChunk(boolean startsWithKeyframe) {
    keyframe = startsWithKeyframe;
    chunk.reset();
  }

  @Override
  public void append(ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.duplicate().get(bytes);
    chunk.writeBytes(bytes);
  }

  @Override
  public void endChunk() {
    uplink.add(
        new MediaPiece(init, ByteBuffer.wrap(chunk.toByteArray()), keyframe, clock.nanoTime()));
  }

  @Override
  public void discardChunk() {
    chunk.reset();
  }
}
