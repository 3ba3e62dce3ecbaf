package io.iocp.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.testsupport.Patience;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class BufferPoolTest {

  private static final int KIB = 1024;

  /** Two slabs of 64 KiB: sixteen slots of 4 KiB, four of 16 KiB. */
  private final BufferPool pool =
      pool(new BufferPoolOptions(128 * KIB, 64 * KIB, List.of(4 * KIB, 16 * KIB)));

  private static BufferPool pool(BufferPoolOptions options) {
    return new BufferPool(options, AddressResolver.NONE);
  }

  @Test
  void aRequestGetsTheSmallestSlotThatHoldsIt() {
    assertThat(acquire(1).capacity()).isEqualTo(4 * KIB);
    assertThat(acquire(4 * KIB).capacity()).isEqualTo(4 * KIB);
    assertThat(acquire(4 * KIB + 1).capacity()).isEqualTo(16 * KIB);
    assertThat(pool.largestBytes()).isEqualTo(16 * KIB);
  }

  @Test
  void aRequestBeyondTheLargestSlotIsAnError() {
    assertThatThrownBy(() -> pool.tryAcquire(16 * KIB + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacityBytes=16385")
        .hasMessageContaining("largest=16384");
  }

  @Test
  void memoryIsTakenOnlyWhenNeeded() {
    assertThat(pool.statistics().allocatedBytes()).isZero();
    acquire(1);
    assertThat(pool.statistics().allocatedBytes()).isEqualTo(64 * KIB);
  }

  @Test
  void whatIsInNoSlotThatIsInUseIsFree() {
    assertThat(pool.freeBytes()).isEqualTo(pool.maximumBytes()).isEqualTo(128 * KIB);
    SharedBuffer small = acquire(1);
    SharedBuffer large = acquire(16 * KIB);
    assertThat(pool.freeBytes()).isEqualTo((128 - 4 - 16) * KIB);
    small.release();
    large.release();
    assertThat(pool.freeBytes()).isEqualTo(128 * KIB);
  }

  @Test
  void atTheBoundTheAnswerIsNothingForAnySize() {
    List<SharedBuffer> taken = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      taken.add(acquire(4 * KIB));
    }
    assertThat(pool.statistics().atBound()).isTrue();
    assertThat(pool.tryAcquire(4 * KIB)).isNull();
    assertThat(pool.tryAcquire(16 * KIB)).isNull();
    assertThat(pool.statistics().refusals()).isEqualTo(2);
    taken.forEach(SharedBuffer::release);
    assertThat(pool.statistics().used()).isZero();
    assertThat(pool.statistics().allocatedBytes()).isEqualTo(128 * KIB);
  }

  @Test
  void aRushOfSmallRequestsLeavesLargeOnesTheirMemoryAgain() {
    List<SharedBuffer> small = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      small.add(acquire(4 * KIB));
    }
    SharedBuffer kept = small.remove(0);
    SharedBuffer shared = small.remove(small.size() - 1);
    small.forEach(SharedBuffer::release);
    assertThat(pool.tryAcquire(16 * KIB)).as("a slot of each slab is in use").isNull();
    shared.release();
    List<SharedBuffer> large = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      large.add(acquire(16 * KIB));
    }
    assertThat(pool.tryAcquire(16 * KIB)).isNull();
    assertThat(pool.statistics().sizeClasses())
        .extracting(PoolStatistics.SizeClassStatistics::total)
        .containsExactly(16, 4);
    large.forEach(SharedBuffer::release);
    kept.release();
    assertThat(pool.statistics().used()).isZero();
    assertThat(pool.statistics().allocatedBytes()).isEqualTo(128 * KIB);
  }

  @Test
  void whatStaysLongLivesTogetherSoThatLargeRequestsGetTheRest() {
    // Of 32 slabs' worth of small slots one in 16 stays: in as many slabs as it needs, not in all.
    BufferPool many =
        pool(new BufferPoolOptions(32L * 64 * KIB, 64 * KIB, List.of(4 * KIB, 64 * KIB)));
    List<SharedBuffer> passing = new ArrayList<>();
    List<SharedBuffer> staying = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      SharedBuffer buffer = many.tryAcquire(4 * KIB);
      if (buffer == null || (staying.size() < 16 && random.nextInt(500) == 0)) {
        if (buffer != null) {
          staying.add(buffer);
        }
        while (!passing.isEmpty()) {
          passing.remove(random.nextInt(passing.size())).release();
        }
      } else {
        passing.add(buffer);
      }
    }
    passing.forEach(SharedBuffer::release);
    int large = 0;
    while (many.tryAcquire(64 * KIB) != null) {
      large++;
    }
    assertThat(staying).hasSize(16);
    assertThat(large).as("slabs free for large requests").isGreaterThanOrEqualTo(20);
  }

  @Test
  void eachSizeHasAFloorThatNoOtherTakes() {
    BufferPool floored =
        pool(new BufferPoolOptions(32L * 64 * KIB, 64 * KIB, List.of(4 * KIB, 64 * KIB)));
    int small = 0;
    while (floored.tryAcquire(4 * KIB) != null) {
      small++;
    }
    assertThat(small).as("all but two slabs").isEqualTo(30 * 16);
    SharedBuffer first = floored.tryAcquire(64 * KIB);
    SharedBuffer second = floored.tryAcquire(64 * KIB);
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    assertThat(floored.tryAcquire(64 * KIB)).isNull();
    first.release();
    assertThat(floored.tryAcquire(4 * KIB)).as("the floor is not lent").isNull();
    assertThat(floored.tryAcquire(64 * KIB)).isSameAs(first);
  }

  @Test
  void whoWasRefusedBeforeASlabIsCutAnewIsToldOfWhatThatLeaves() {
    List<SharedBuffer> small = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      small.add(acquire(4 * KIB));
    }
    AtomicInteger told = new AtomicInteger();
    pool.onAvailable(told::incrementAndGet);
    small.forEach(SharedBuffer::release);
    assertThat(acquire(16 * KIB).capacity()).isEqualTo(16 * KIB);
    assertThat(told).as("three slots more than were asked for").hasValue(1);
  }

  @Test
  void aSmallRequestMayTakeALargeSlotWhenItsOwnSizeIsOut() {
    SharedBuffer large = acquire(16 * KIB);
    for (int i = 0; i < 16; i++) {
      acquire(4 * KIB);
    }
    assertThat(acquire(4 * KIB).capacity()).isEqualTo(16 * KIB);
    large.release();
    assertThat(pool.statistics().refusals()).isZero();
  }

  @Test
  void figuresTellFreeUsedAndPeak() {
    SharedBuffer first = acquire(1);
    SharedBuffer second = acquire(1);
    SharedBuffer large = acquire(16 * KIB);
    first.release();
    PoolStatistics statistics = pool.statistics();
    assertThat(statistics.maximumBytes()).isEqualTo(128 * KIB);
    assertThat(statistics.used()).isEqualTo(2);
    assertThat(statistics.usedBytes()).isEqualTo(20 * KIB);
    assertThat(statistics.sizeClasses())
        .containsExactly(
            new PoolStatistics.SizeClassStatistics(4 * KIB, 16, 15, 2),
            new PoolStatistics.SizeClassStatistics(16 * KIB, 4, 3, 1));
    second.release();
    large.release();
  }

  @Test
  void theWarmestSlotGoesOutFirst() {
    acquire(1);
    SharedBuffer second = acquire(1);
    second.release();
    assertThat(acquire(1)).isSameAs(second);
  }

  @Test
  void whoeverWasRefusedIsToldOnceWhenASlotComesBack() {
    BufferPool small = pool(new BufferPoolOptions(4 * KIB, 4 * KIB, List.of(4 * KIB)));
    AtomicInteger told = new AtomicInteger();
    Runnable listener = told::incrementAndGet;
    small.onAvailable(listener);
    SharedBuffer only = small.tryAcquire(1);
    only.release();
    assertThat(told).as("nobody was refused").hasValue(0);

    only = small.tryAcquire(1);
    assertThat(small.tryAcquire(1)).isNull();
    assertThat(small.tryAcquire(1)).isNull();
    only.release();
    assertThat(told).hasValue(1);
    small.tryAcquire(1).release();
    assertThat(told).hasValue(1);

    only = small.tryAcquire(1);
    assertThat(small.tryAcquire(1)).isNull();
    small.removeListener(listener);
    only.release();
    assertThat(told).hasValue(1);
  }

  @Test
  void aRefusalIsNeverForgotten() throws Exception {
    // One slot, two threads: each waits for the other's release whenever it is refused.
    BufferPool single = pool(new BufferPoolOptions(4 * KIB, 4 * KIB, List.of(4 * KIB)));
    int rounds = 20_000;
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ends.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < rounds; round++) {
                    CountDownLatch told = new CountDownLatch(1);
                    Runnable listener = told::countDown;
                    single.onAvailable(listener);
                    SharedBuffer buffer = single.tryAcquire(1);
                    if (buffer == null) {
                      assertThat(told.await(Patience.SECONDS, TimeUnit.SECONDS))
                          .as("told")
                          .isTrue();
                    } else {
                      buffer.release();
                    }
                    single.removeListener(listener);
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void slotsOfASlabHaveTheirOwnAddresses() {
    BufferPool addressed =
        new BufferPool(
            new BufferPoolOptions(64 * KIB, 64 * KIB, List.of(4 * KIB)), direct -> 0x10_0000);
    Set<Long> addresses = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      addresses.add(addressed.tryAcquire(1).address());
    }
    assertThat(addresses).hasSize(16).contains(0x10_0000L, 0x10_0000L + 15 * 4 * KIB);
    assertThat(acquire(1).address()).isZero();
  }

  @Test
  void threadsNeverShareASlotAndReturnThemAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        byte mark = (byte) i;
        ends.add(
            threads.submit(
                () -> {
                  Random random = new Random(mark);
                  for (int round = 0; round < 20_000; round++) {
                    SharedBuffer buffer = pool.tryAcquire(1 + random.nextInt(16 * KIB));
                    if (buffer != null) {
                      ByteBuffer memory = buffer.memory();
                      memory.put(0, mark).put(memory.capacity() - 1, mark);
                      assertThat(memory.get(0)).isEqualTo(mark);
                      assertThat(memory.get(memory.capacity() - 1)).isEqualTo(mark);
                      buffer.release();
                    }
                  }
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void boundsThatCannotWorkAreRefusedWithTheirValues() {
    assertThatThrownBy(() -> new BufferPoolOptions(64 * KIB, 64 * KIB, List.of()))
        .hasMessageContaining("must not be empty");
    assertThatThrownBy(() -> new BufferPoolOptions(64 * KIB, 64 * KIB, List.of(1000)))
        .hasMessageContaining("[1000]");
    assertThatThrownBy(() -> new BufferPoolOptions(1 << 20, 64 * KIB, List.of(8 * KIB, 4 * KIB)))
        .hasMessageContaining("ascending");
    assertThatThrownBy(() -> new BufferPoolOptions(1 << 20, 20 * KIB, List.of(4 * KIB, 16 * KIB)))
        .hasMessageContaining("slabBytes=20480")
        .hasMessageContaining("size class=16384");
    assertThatThrownBy(() -> new BufferPoolOptions(64 * KIB, 64 * KIB, List.of(4 * KIB, 16 * KIB)))
        .hasMessageContaining("maximumBytes=65536")
        .hasMessageContaining("at least 131072");
  }

  private SharedBuffer acquire(int capacityBytes) {
    SharedBuffer buffer = pool.tryAcquire(capacityBytes);
    assertThat(buffer).isNotNull();
    return buffer;
  }
}
