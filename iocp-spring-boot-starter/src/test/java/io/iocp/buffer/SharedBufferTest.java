package io.iocp.buffer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.testsupport.Patience;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SharedBufferTest {

  private final BufferPool pool =
      new BufferPool(new BufferPoolOptions(8192, 4096, List.of(4096)), AddressResolver.NONE);
  private final SharedBuffer buffer = pool.tryAcquire(1);

  @Test
  void aFreshBufferIsEmptyBigEndianAndHeldOnce() {
    buffer.memory().order(ByteOrder.LITTLE_ENDIAN).position(7);
    buffer.region(3, 9);
    buffer.release();
    SharedBuffer again = pool.tryAcquire(1);
    assertThat(again).isSameAs(buffer);
    assertThat(again.references()).isEqualTo(1);
    assertThat(again.length()).isZero();
    assertThat(again.start()).isZero();
    assertThat(again.memory().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(again.memory().position()).isZero();
    assertThat(again.memory().limit()).isEqualTo(4096);
  }

  @Test
  void aHeaderGoesInFrontOfThePayloadInPlace() {
    buffer.memory().put(10, "payload".getBytes(US_ASCII));
    buffer.region(10, 17);
    buffer.memory().put(8, "h:".getBytes(US_ASCII));
    buffer.region(8, 17);
    assertThat(US_ASCII.decode(buffer.view()).toString()).isEqualTo("h:payload");
    assertThat(buffer.start()).isEqualTo(8);
    assertThat(buffer.length()).isEqualTo(9);
  }

  @Test
  void viewsHavePositionsOfTheirOwn() {
    buffer.region(0, 100);
    ByteBuffer view = buffer.view();
    view.position(50);
    assertThat(buffer.view().remaining()).isEqualTo(100);
    assertThat(buffer.memory().position()).isZero();
  }

  @Test
  void aRegionOutsideOfTheSlotIsRefusedWithItsValues() {
    for (int[] region : new int[][] {{-1, 5}, {6, 5}, {0, 4097}}) {
      assertThatThrownBy(() -> buffer.region(region[0], region[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("start=" + region[0])
          .hasMessageContaining("end=" + region[1])
          .hasMessageContaining("capacity=4096");
    }
  }

  @Test
  void theSlotGoesBackWithTheLastReference() {
    assertThat(buffer.retain()).isSameAs(buffer);
    buffer.retain(3);
    assertThat(buffer.references()).isEqualTo(5);
    for (int i = 0; i < 4; i++) {
      buffer.release();
      assertThat(pool.statistics().used()).isEqualTo(1);
    }
    buffer.release();
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void touchingAReleasedBufferIsAnError() {
    buffer.release();
    assertThatThrownBy(buffer::retain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void releasingOnceTooOftenIsAnErrorAndTakesNoSlotTwice() {
    buffer.release();
    assertThatThrownBy(buffer::release).isInstanceOf(IllegalStateException.class);
    assertThat(pool.statistics().sizeClasses().get(0).free()).isEqualTo(1);
  }

  @Test
  void manyHoldersOnManyThreadsReleaseItOnce() throws Exception {
    int holders = 4;
    int rounds = 20_000;
    CountDownLatch ended = new CountDownLatch(holders);
    buffer.retain(holders - 1);
    for (int i = 0; i < holders; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  buffer.retain().release();
                }
                buffer.release();
                ended.countDown();
              });
      thread.setDaemon(true);
      thread.start();
    }
    assertThat(ended.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void aPartHasTheBytesWithoutTheFirstAndKeepsTheWhole() {
    BufferPool parts = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
    SharedBuffer whole = Objects.requireNonNull(parts.tryAcquire(3));
    whole.memory().put(new byte[] {1, 2, 3});
    whole.region(0, 3);
    SharedBuffer part = whole.after(1);
    whole.release();

    assertThat(part.view()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
    assertThat(part.references()).isEqualTo(1);
    assertThat(parts.statistics().used()).isPositive();
    part.release();
    assertThat(parts.statistics().used()).isZero();
  }
}
