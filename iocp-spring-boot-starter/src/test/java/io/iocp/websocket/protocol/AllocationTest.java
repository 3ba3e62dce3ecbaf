package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What the reader and the writer cost in heap. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int FRAMES = 10_000;

  private static final class CountingSink implements FrameSink {
    private long bytes;

    @Override
    public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
      bytes += piece.remaining();
    }

    @Override
    public void ping(ByteBuffer payload) {
      bytes += payload.remaining();
    }

    @Override
    public void pong(ByteBuffer payload) {
      bytes += payload.remaining();
    }

    @Override
    public void close(WsClose status) {}
  }

  private static long allocatedBytes(Runnable work) {
    work.run(); // loads classes and links call sites
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void idleReaderTakesLessThan150Bytes() {
    FrameLimits limits = new FrameLimits(1000, 1000);
    FrameSink sink = new CountingSink();
    FrameReader[] readers = new FrameReader[10_000];
    long allocated =
        allocatedBytes(
            () -> {
              for (int i = 0; i < readers.length; i++) {
                readers[i] = new FrameReader(Role.SERVER, limits, sink);
              }
            });
    assertThat(allocated / readers.length).isLessThan(150);
  }

  @Test
  void readingFramesAllocatesNothing() {
    ByteBuffer input =
        ByteBuffer.allocateDirect(4096)
            .put(Bytes.hex("81 85 37fa213d 7f9f4d5158" + "89 81 00000000 01"))
            .put(Bytes.hex("02 fe 0400 01020304" + "ab".repeat(1024)))
            .put(Bytes.hex("80 fe 0400 01020304" + "ab".repeat(1024)))
            .flip();
    CountingSink sink = new CountingSink();
    FrameReader reader = new FrameReader(Role.SERVER, new FrameLimits(4096, 4096), sink);
    byte[] original = Bytes.of(input);
    long allocated =
        allocatedBytes(
            () -> {
              for (int i = 0; i < FRAMES; i++) {
                input.put(0, original); // unmasking has altered it
                reader.read(input.position(0));
              }
            });
    assertThat(sink.bytes).isEqualTo(2L * FRAMES * (5 + 1 + 1024 + 1024));
    assertThat(allocated).isLessThan(FRAMES);
  }

  @Test
  void writingHeadersAllocatesNothing() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    FrameWriter writer = FrameWriter.server();
    long allocated =
        allocatedBytes(
            () -> {
              for (int i = 0; i < FRAMES; i++) {
                writer.writeHeaderBefore(buffer, 16, 1024, Opcode.BINARY, true);
              }
            });
    assertThat(allocated).isLessThan(FRAMES);
  }
}
