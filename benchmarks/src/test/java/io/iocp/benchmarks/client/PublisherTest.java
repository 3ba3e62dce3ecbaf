package io.iocp.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class PublisherTest {

  private static final long START_NANOS = 1_000;
  private static final long INTERVAL_NANOS = 10;

  @ParameterizedTest
  @CsvSource({"17, 2", "125, 2", "126, 4", "65535, 4", "65536, 10"})
  void frameIsMaskedAndItsLengthIsEncodedMinimally(int messageBytes, int maskOffset)
      throws IOException {
    MessagePattern pattern = new MessagePattern(messageBytes);
    try (ServerSocketChannel listener =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel publishing = SocketChannel.open(listener.getLocalAddress());
        SocketChannel relay = listener.accept()) {
      new Publisher(publishing, pattern, () -> START_NANOS + INTERVAL_NANOS)
          .publish(2, START_NANOS, INTERVAL_NANOS);
      publishing.shutdownOutput();

      for (long sequence = 0; sequence < 2; sequence++) {
        ByteBuffer frame = read(relay, maskOffset + Integer.BYTES + messageBytes);
        ByteBuffer expected = ByteBuffer.allocate(messageBytes);
        pattern.write(sequence, START_NANOS + sequence * INTERVAL_NANOS, expected);
        assertThat(frame.get(0)).isEqualTo((byte) 0x82);
        assertThat(frame.get(1) & 0x80).isEqualTo(0x80);
        assertThat(unmasked(frame, maskOffset)).isEqualTo(expected.flip());
      }
      assertThat(relay.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  private static ByteBuffer read(SocketChannel channel, int lengthBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
    while (bytes.hasRemaining()) {
      assertThat(channel.read(bytes)).isPositive();
    }
    return bytes.flip();
  }

  private static ByteBuffer unmasked(ByteBuffer frame, int maskOffset) {
    ByteBuffer payload = ByteBuffer.allocate(frame.limit() - maskOffset - Integer.BYTES);
    for (int i = 0; payload.hasRemaining(); i++) {
      byte key = frame.get(maskOffset + i % Integer.BYTES);
      payload.put((byte) (frame.get(maskOffset + Integer.BYTES + i) ^ key));
    }
    return payload.flip();
  }
}
