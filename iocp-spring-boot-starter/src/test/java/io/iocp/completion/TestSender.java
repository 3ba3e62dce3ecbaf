package io.iocp.completion;

import io.iocp.buffer.SharedBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends what it is offered, completely and in order: one gather send in flight, short sends
 * continued. In the channel's serial context.
 */
final class TestSender extends SendOperation {

  /** Bytes the kernel has taken; any thread. */
  final AtomicLong takenBytes = new AtomicLong();

  /** Arrives when all was taken after {@link #finish}, or when a send failed. */
  final AwaitedCompletion home = new AwaitedCompletion();

  private final StreamChannel channel;
  private final Runnable whenHome;
  private final ArrayDeque<SharedBuffer> queue = new ArrayDeque<>();
  private final SharedBuffer[] batch = new SharedBuffer[MAXIMUM_BUFFERS];
  private int batchCount;
  private int firstBufferOffset;
  private boolean finishing;

  TestSender(StreamChannel channel, Runnable whenHome) {
    this.channel = channel;
    this.whenHome = whenHome;
  }

  /** Takes over the caller's reference. */
  void offer(SharedBuffer buffer) {
    if (home.isHome()) {
      buffer.release();
      return;
    }
    queue.add(buffer);
    if (!inFlight()) {
      submit();
    }
  }

  /** Nothing more will be offered. */
  void finish() {
    finishing = true;
    if (!inFlight() && !home.isHome()) {
      goHome(CompletionStatus.OK, 0);
    }
  }

  private void submit() {
    batchCount = 0;
    for (SharedBuffer buffer : queue) {
      if (batchCount == MAXIMUM_BUFFERS) {
        break;
      }
      batch[batchCount++] = buffer;
    }
    channel.send(this);
  }

  @Override
  public int count() {
    return batchCount;
  }

  @Override
  public SharedBuffer buffer(int index) {
    return batch[index];
  }

  @Override
  public int firstBufferOffset() {
    return firstBufferOffset;
  }

  @Override
  protected void completed(CompletionStatus status, long bytes, int nativeCode) {
    takenBytes.addAndGet(bytes);
    if (status != CompletionStatus.OK) {
      queue.forEach(SharedBuffer::release);
      queue.clear();
      goHome(status, nativeCode);
      return;
    }
    if (bytes <= 0) {
      throw new AssertionError("a send completed with OK without having sent anything");
    }
    long taken = bytes + firstBufferOffset;
    while (!queue.isEmpty() && taken >= queue.getFirst().length()) {
      SharedBuffer done = queue.removeFirst();
      taken -= done.length();
      done.release();
    }
    firstBufferOffset = Math.toIntExact(taken);
    if (!queue.isEmpty()) {
      submit();
    } else if (finishing) {
      goHome(CompletionStatus.OK, 0);
    }
  }

  private void goHome(CompletionStatus status, int nativeCode) {
    home.arrived(status, takenBytes.get(), nativeCode);
    whenHome.run();
  }
}
