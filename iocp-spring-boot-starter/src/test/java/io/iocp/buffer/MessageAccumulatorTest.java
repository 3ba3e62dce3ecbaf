package io.iocp.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageAccumulatorTest {

  private final MessageAccumulator accumulator = new MessageAccumulator();

  @Test
  void piecesOfAnyCutBecomeTheMessage() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      byte[] message = new byte[random.nextInt(5000)];
      random.nextBytes(message);
      ByteBuffer input = ByteBuffer.wrap(message);
      while (input.hasRemaining()) {
        int count = Math.min(input.remaining(), random.nextInt(1500));
        ByteBuffer piece = input.slice(input.position(), count);
        accumulator.add(piece);
        assertThat(piece.hasRemaining()).isFalse();
        input.position(input.position() + count);
      }
      assertThat(accumulator.length()).isEqualTo(message.length);
      assertThat(accumulator.take()).isEqualTo(ByteBuffer.wrap(message));
      assertThat(accumulator.isEmpty()).isTrue();
    }
  }

  @Test
  void aMessageThatWasTakenIsNotWrittenToAgain() {
    accumulator.add(ByteBuffer.wrap(new byte[] {1}));
    ByteBuffer first = accumulator.take();
    accumulator.add(ByteBuffer.wrap(new byte[] {2}));
    assertThat(first).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
  }

  @Test
  void whatIsForgottenIsNotThere() {
    accumulator.add(ByteBuffer.wrap(new byte[] {1, 2}));
    accumulator.clear();
    assertThat(accumulator.take().hasRemaining()).isFalse();
  }
}
