package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Availability;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.testsupport.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ring talks to itself through the kernel. */
@Timeout(180)
@Tag("engine")
class RingTest {

  private static final int ENTRIES = 4;

  @BeforeEach
  void onLinuxWithRings() {
    Availability availability = new UringPortProvider().availability();
    Capability.require("uring", availability.available(), availability.reason());
  }

  @Test
  void nopsComeBackWithTheirIdentityRoundAfterRound() throws Exception {
    try (Ring ring = Ring.open(ENTRIES, 2 * ENTRIES)) {
      ring.enable();
      for (int round = 0; round < 50; round++) {
        for (int i = 0; i < ENTRIES; i++) {
          ring.submissions().nop(UserData.of(Request.SEND, round, i));
        }
        assertThat(ring.submissions().isFull()).isTrue();
        assertThat(ring.submitAndWait(TimeUnit.SECONDS.toNanos(10))).isZero();
        assertThat(ring.submissions().pending()).isZero();
        assertThat(ring.completions().available()).isEqualTo(ENTRIES);
        for (int i = 0; i < ENTRIES; i++) {
          ring.completions().take();
          assertThat(ring.completions().userData()).isEqualTo(UserData.of(Request.SEND, round, i));
          assertThat(ring.completions().result()).isZero();
        }
      }
    }
  }

  @Test
  void completionsBeyondTheQueueAreKeptAsideAndComeLater() throws Exception {
    try (Ring ring = Ring.open(ENTRIES, ENTRIES)) {
      ring.enable();
      for (int i = 0; i < 3 * ENTRIES; i++) {
        ring.submissions().nop(i);
        assertThat(ring.submit()).isZero();
      }
      assertThat(ring.submissions().completionsOverflow()).isTrue();
      for (int i = 0; i < 3 * ENTRIES; i++) {
        if (ring.completions().available() == 0) {
          assertThat(ring.submitAndPoll()).isZero();
        }
        ring.completions().take();
        assertThat(ring.completions().userData()).isEqualTo(i);
      }
      assertThat(ring.submissions().completionsOverflow()).isFalse();
    }
  }

  @Test
  void waitingEndsWithTheTime() throws Exception {
    try (Ring ring = Ring.open(ENTRIES, ENTRIES)) {
      ring.enable();
      assertThat(ring.submitAndWait(1_000_000)).isEqualTo(LinuxErrors.ETIME);
    }
  }

  @Test
  void aSignalWakesTheRingThatPollsForIt() throws Exception {
    try (Ring ring = Ring.open(ENTRIES, ENTRIES);
        EventFd eventFd = new EventFd()) {
      ring.enable();
      ring.submissions().pollMultishot(eventFd.fd(), 1, 42);
      for (int i = 1; i <= 10; i++) {
        assertThat(ring.submitAndPoll()).isZero();
        eventFd.signal();
        assertThat(ring.submitAndWait(TimeUnit.SECONDS.toNanos(10))).isZero();
        assertThat(ring.completions().available()).isEqualTo(1);
        ring.completions().take();
        assertThat(ring.completions().userData()).isEqualTo(42);
        assertThat(ring.completions().flags() & CqeLayout.F_MORE).isEqualTo(CqeLayout.F_MORE);
      }
    }
  }

  @Test
  void aTakenBufferIsReplacedAsSoonAsThePoolHasOne() throws Exception {
    BufferPool pool =
        new BufferPool(
            new BufferPoolOptions(8 << 12, 8 << 12, List.of(1 << 12)), NativeMemory::addressOf);
    List<SharedBuffer> taken = new ArrayList<>();
    try (BufferRing buffers = new BufferRing(pool, 4096, 4)) {
      assertThat(buffers.refill()).isEqualTo(4);
      assertThat(buffers.isFull()).isTrue();
      for (int i = 0; i < 8; i++) {
        taken.add(buffers.take(i % 4));
      }
      assertThat(taken).doesNotHaveDuplicates();
      assertThat(buffers.refill()).isZero();
      taken.remove(0).release();
      assertThat(buffers.refill()).isEqualTo(1);
      assertThat(buffers.isFull()).isFalse();
    }
    taken.forEach(SharedBuffer::release);
    assertThat(pool.statistics().used()).isZero();
  }
}
