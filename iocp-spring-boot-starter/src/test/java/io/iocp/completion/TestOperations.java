package io.iocp.completion;

import io.iocp.buffer.SharedBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Operations that remember how they completed. */
final class TestOperations {

  private TestOperations() {}

  static final class Accept extends AcceptFlow {

    final AwaitedCompletion home = new AwaitedCompletion();
    final AtomicInteger failures = new AtomicInteger();
    private final Consumer<AcceptedSocket> acceptor;

    Accept(Consumer<AcceptedSocket> acceptor) {
      this.acceptor = acceptor;
    }

    @Override
    protected void accepted(AcceptedSocket socket) {
      acceptor.accept(socket);
    }

    @Override
    protected void acceptFailed(CompletionStatus status, int nativeCode) {
      failures.incrementAndGet();
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      home.arrived(status, bytes, nativeCode);
    }
  }

  static final class Connect extends ConnectOperation {

    final AwaitedCompletion home = new AwaitedCompletion();

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      home.arrived(status, bytes, nativeCode);
    }
  }

  static final class Close extends CloseOperation {

    final AwaitedCompletion home = new AwaitedCompletion();
    private final Runnable whenHome;

    Close() {
      this(() -> {});
    }

    Close(Runnable whenHome) {
      this.whenHome = whenHome;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      whenHome.run();
      home.arrived(status, bytes, nativeCode);
    }
  }

  static final class Receive extends ReceiveFlow {

    final AwaitedCompletion home = new AwaitedCompletion();
    final AtomicInteger starvations = new AtomicInteger();
    private final Consumer<SharedBuffer> receiver;
    private final Runnable whenHome;

    /** The receiver owns the buffers it is given. */
    Receive(Consumer<SharedBuffer> receiver) {
      this(receiver, () -> {});
    }

    Receive(Consumer<SharedBuffer> receiver, Runnable whenHome) {
      this.receiver = receiver;
      this.whenHome = whenHome;
    }

    /** A flow that checks what it receives and gives the buffers back. */
    static Receive into(Pattern.Checker checker) {
      return new Receive(
          buffer -> {
            checker.accept(buffer.view());
            buffer.release();
          });
    }

    @Override
    protected void received(SharedBuffer buffer) {
      if (buffer.length() == 0) {
        throw new AssertionError("an empty piece was handed up");
      }
      receiver.accept(buffer);
    }

    @Override
    protected void starved() {
      starvations.incrementAndGet();
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      whenHome.run();
      home.arrived(status, bytes, nativeCode);
    }
  }

  /** One send, as the contract has it: it may be short. */
  static final class Send extends SendOperation {

    final AwaitedCompletion home = new AwaitedCompletion();
    private final List<SharedBuffer> buffers;
    private final int firstBufferOffset;
    private final Runnable whenHome;

    Send(List<SharedBuffer> buffers, int firstBufferOffset, Runnable whenHome) {
      this.buffers = buffers;
      this.firstBufferOffset = firstBufferOffset;
      this.whenHome = whenHome;
    }

    @Override
    public int count() {
      return buffers.size();
    }

    @Override
    public SharedBuffer buffer(int index) {
      return buffers.get(index);
    }

    @Override
    public int firstBufferOffset() {
      return firstBufferOffset;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      buffers.forEach(SharedBuffer::release);
      whenHome.run();
      home.arrived(status, bytes, nativeCode);
    }
  }
}
