package io.iocp.streaming.media.input;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.SampleReader;
import io.iocp.streaming.media.mp4.FragmentWriter;
import java.nio.ByteBuffer;

/** Makes fragmented MP4 of a container that browsers do not play. */
final class RemuxingReader implements ContainerReader {

  private final SampleReader reader;
  private final FragmentWriter writer = new FragmentWriter();

  RemuxingReader(SampleReader reader) {
    this.reader = reader;
  }

  @Override
  public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
    return reader.read(input, writer.into(sink));
  }

  @Override
  public void gap() {
    reader.gap();
  }

  @Override
  public long lostPackets() {
    return reader.lostPackets();
  }

  @Override
  public ReadOutcome flush(ChunkSink sink) {
    return reader.flush(writer.into(sink));
  }

  @Override
  public void close() {
    reader.close();
  }
}
