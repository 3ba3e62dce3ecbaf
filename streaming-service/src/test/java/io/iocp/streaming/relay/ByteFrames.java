package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamDescription;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Takes each byte of a chunk for a frame. Reads nothing of a stream whose init segment is called
 * none, and no exclamation marks.
 */
final class ByteFrames implements FrameReader {

  @Override
  public Optional<String> begin(StreamDescription what, ByteBuffer initSegment, Sink sink) {
    String init = StandardCharsets.US_ASCII.decode(initSegment).toString();
    if (init.equals("none")) {
      return Optional.of("none has no frames");
    }
    sink.tracks(new StreamDescription("frames", what.mimeType(), 1, 1), "tracks of " + init);
    return Optional.empty();
  }

  @Override
  public boolean chunk(ByteBuffer chunk, boolean keyframe, Times times, Sink sink) {
    while (chunk.hasRemaining()) {
      ByteBuffer frame = chunk.slice(chunk.position(), 1);
      chunk.position(chunk.position() + 1);
      if (frame.get(0) == '!') {
        return false;
      }
      sink.frame(frame.get(0) == 'K', ByteBuffer.allocate(0), frame);
    }
    return true;
  }
}
