package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.SendOperation;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.jna.SockaddrLayout;
import io.iocp.testsupport.Capability;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class RequestSlabTest {

  @BeforeEach
  void onLinux() {
    String os = System.getProperty("os.name");
    Capability.require("linux", os.equals("Linux"), "this is " + os);
  }

  @Test
  void slotsAreDistinctUpToTheBoundAndComeBack() {
    RequestSlab slab = new RequestSlab(128);
    Set<Long> addresses = new HashSet<>();
    for (int i = 0; i < 128; i++) {
      int slot = slab.tryTake();
      addresses.add(slab.address(slot));
    }
    assertThat(addresses).hasSize(128);
    assertThat(slab.tryTake()).isEqualTo(-1);
    slab.giveBack(77);
    assertThat(slab.tryTake()).isEqualTo(77);
  }

  @Test
  void aGatherRequestReadsBackThroughItsTwins() {
    BufferPool pool =
        new BufferPool(
            new BufferPoolOptions(1 << 20, 1 << 20, List.of(1 << 12)), NativeMemory::addressOf);
    SharedBuffer first = pool.tryAcquire(100);
    first.region(10, 50);
    SharedBuffer second = pool.tryAcquire(100);
    second.region(0, 7);
    RequestSlab slab = new RequestSlab(64);
    slab.tryTake();
    int slot = slab.tryTake();

    SendOperation operation =
        new SendOperation() {
          @Override
          public int count() {
            return 2;
          }

          @Override
          public SharedBuffer buffer(int index) {
            return index == 0 ? first : second;
          }

          @Override
          public int firstBufferOffset() {
            return 5;
          }

          @Override
          protected void completed(CompletionStatus status, long bytes, int nativeCode) {}
        };
    int total =
        GatherRequest.write(
            slab.memory(slot), slab.offset(slot), slab.address(slot), operation, Integer.MAX_VALUE);

    assertThat(total).isEqualTo(35 + 7);
    Twin.Msghdr message = new Twin.Msghdr(slab.address(slot));
    assertThat(message.msg_name).isZero();
    assertThat(message.msg_iovlen).isEqualTo(2);
    assertThat(message.msg_control).isZero();
    Twin.Iovec one = new Twin.Iovec(message.msg_iov);
    assertThat(one.iov_base).isEqualTo(first.address() + 15);
    assertThat(one.iov_len).isEqualTo(35);
    Twin.Iovec two = new Twin.Iovec(message.msg_iov + one.size());
    assertThat(two.iov_base).isEqualTo(second.address());
    assertThat(two.iov_len).isEqualTo(7);

    assertThat(
            GatherRequest.write(
                slab.memory(slot), slab.offset(slot), slab.address(slot), operation, 38))
        .as("as far as so many bytes")
        .isEqualTo(38);
    assertThat(new Twin.Iovec(message.msg_iov + one.size()).iov_len).isEqualTo(3);
    assertThat(
            GatherRequest.write(
                slab.memory(slot), slab.offset(slot), slab.address(slot), operation, 35))
        .isEqualTo(35);
    assertThat(new Twin.Msghdr(slab.address(slot)).msg_iovlen).isEqualTo(1);
    first.release();
    second.release();
  }

  @Test
  void theLargestGatherFitsItsSlot() {
    assertThat(RequestSlab.SLOT_BYTES)
        .isGreaterThanOrEqualTo(
            MsghdrLayout.SIZE + SendOperation.MAXIMUM_BUFFERS * IovecLayout.SIZE)
        .isGreaterThanOrEqualTo(SockaddrLayout.IN6_SIZE);
  }
}
