package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingTest {
  private static final int KEY = 0x37FA213D;

  /** RFC 6455, section 5.3: octet i is masked with octet i modulo 4 of the key. */
  private static byte[] naive(byte[] bytes, int from, int to, int key) {
    byte[] masked = bytes.clone();
    for (int i = from; i < to; i++) {
      masked[i] ^= (byte) (key >>> (24 - 8 * ((i - from) % 4)));
    }
    return masked;
  }

  @Test
  void everyAlignmentAndLengthEqualsTheNaiveForm() {
    byte[] bytes = new byte[96];
    new Random(1).nextBytes(bytes);
    ByteBuffer heap = ByteBuffer.allocate(bytes.length);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
    ByteBuffer slice = ByteBuffer.allocate(bytes.length + 3).slice(3, bytes.length);
    for (ByteBuffer buffer : new ByteBuffer[] {heap, direct, slice}) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
        buffer.order(order);
        for (int from = 0; from < 24; from++) {
          for (int to = from; to <= bytes.length; to++) {
            buffer.put(0, bytes);
            Masking.apply(buffer, from, to, KEY);
            assertThat(Bytes.of(buffer)).isEqualTo(naive(bytes, from, to, KEY));
          }
        }
      }
    }
  }

  @Test
  void everyCutEqualsTheWhole() {
    byte[] bytes = new byte[67];
    new Random(2).nextBytes(bytes);
    byte[] expected = naive(bytes, 0, bytes.length, KEY);
    for (int cut = 0; cut <= bytes.length; cut++) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.clone());
      Masking.apply(buffer, 0, cut, KEY);
      Masking.apply(buffer, cut, bytes.length, Masking.advance(KEY, cut));
      assertThat(buffer.array()).isEqualTo(expected);
    }
  }

  @Test
  void maskingTwiceIsNoMasking() {
    byte[] bytes = Bytes.utf8("masking is its own inverse");
    ByteBuffer buffer = ByteBuffer.wrap(bytes.clone());
    Masking.apply(buffer, 0, bytes.length, KEY);
    assertThat(buffer.array()).isNotEqualTo(bytes);
    Masking.apply(buffer, 0, bytes.length, KEY);
    assertThat(buffer.array()).isEqualTo(bytes);
  }

  @Test
  void keyOfZeroChangesNothing() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer();
    Masking.apply(buffer, 0, 3, 0);
    assertThat(Bytes.of(buffer)).containsExactly(1, 2, 3);
  }
}
