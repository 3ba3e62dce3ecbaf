package io.iocp.streaming.ingest;

import io.iocp.buffer.BufferPool;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher that is a part of this server: it has no session, but a serial context of its own.
 *
 * <p>Tasks run in order, on the thread that brings the first of them: nobody waits for a lock. The
 * queue has one task of the publisher's, which waits for it, and now and then one of those who are
 * out of buffers.
 */
public final class LocalPublisher implements PublisherConnection {

  private static final Logger logger = LoggerFactory.getLogger(LocalPublisher.class);

  private final long id = LocalIds.next();
  private final BufferPool buffers;
  private final Consumer<Refusal> closing;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();

  /**
   * @param buffers where buffers for viewers come from
   * @param closing hears, on any thread, that another publisher has the stream now
   */
  public LocalPublisher(BufferPool buffers, Consumer<Refusal> closing) {
    this.buffers = buffers;
    this.closing = closing;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public BufferPool buffers() {
    return buffers;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (pending.getAndIncrement() > 0) {
      return; // Whoever is at it takes this one too.
    }
    do {
      run(tasks.remove());
    } while (pending.decrementAndGet() > 0);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      logger.error("A task of a publisher failed", e);
    }
  }

  /**
   * Runs a task in the serial context and waits for it. Not for I/O workers, and not for a task.
   *
   * @throws IllegalStateException when the task failed
   */
  public <T> T call(Supplier<T> task) throws InterruptedException {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(
        () -> {
          try {
            result.complete(task.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the publisher's task failed", e.getCause());
    }
  }

  @Override
  public void close(Refusal why) {
    closing.accept(why);
  }
}
