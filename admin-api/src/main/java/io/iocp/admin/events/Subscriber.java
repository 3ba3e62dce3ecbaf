package io.iocp.admin.events;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody who listens to events, at the speed of their own: nobody waits for them.
 *
 * <p>What they have not taken yet is queued up to a bound; at the bound they are dropped, and come
 * back with the id of the last event that they saw, as {@code EventSource} does by itself.
 *
 * <p>Any thread. The lock is held while bytes are handed to the container, which does not block: it
 * is asked before whether it takes them (Servlet 6.1, section 3.7, "non-blocking I/O").
 */
final class Subscriber implements WriteListener, AsyncListener {

  private static final Logger logger = LoggerFactory.getLogger(Subscriber.class);

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final EventFilter filter;
  private final long maximumQueuedBytes;
  private final Consumer<Subscriber> ended;

  // All below guarded by this.
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean writable;
  private boolean unflushed;
  private boolean done;

  /**
   * @param maximumQueuedBytes what may wait for them
   * @param ended told once when they are gone, whoever ended it
   */
  Subscriber(
      AsyncContext context,
      ServletOutputStream out,
      EventFilter filter,
      long maximumQueuedBytes,
      Consumer<Subscriber> ended) {
    this.context = context;
    this.out = out;
    this.filter = filter;
    this.maximumQueuedBytes = maximumQueuedBytes;
    this.ended = ended;
  }

  /** Begins to write when the container is ready. */
  void start() {
    context.addListener(this);
    out.setWriteListener(this);
  }

  /**
   * Queues an event if they want to hear it.
   *
   * @return false if they are too slow: nothing more will be sent to them
   */
  boolean offer(PublishedEvent event) {
    if (!filter.accepts(event)) {
      return true;
    }
    byte[] bytes = event.bytes(filter.visibility());
    return bytes == null || offer(bytes);
  }

  /** Queues bytes that are for everybody. */
  synchronized boolean offer(byte[] bytes) {
    if (done) {
      return true;
    }
    if (queuedBytes + bytes.length > maximumQueuedBytes) {
      return false;
    }
    queue.addLast(bytes);
    queuedBytes += bytes.length;
    if (writable) {
      write();
    }
    return true;
  }

  /** Ends the response. */
  void end() {
    synchronized (this) {
      if (done) {
        return;
      }
      done = true;
      queue.clear();
      queuedBytes = 0;
    }
    ended.accept(this);
    context.complete();
  }

  @Override
  public synchronized void onWritePossible() {
    writable = true;
    if (!done) {
      write();
    }
  }

  private void write() {
    try {
      while (out.isReady()) {
        byte[] next = queue.pollFirst();
        if (next != null) {
          queuedBytes -= next.length;
          unflushed = true;
          out.write(next);
        } else if (unflushed) {
          unflushed = false;
          out.flush();
        } else {
          return;
        }
      }
      // The container calls when it is ready again, and nobody may ask before.
      writable = false;
    } catch (IOException e) {
      // The container tells the listener as well.
      logger.debug("Event subscriber disconnected", e);
      writable = false;
    }
  }

  @Override
  public void onError(Throwable error) {
    logger.debug("Event subscriber disconnected", error);
    end();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    gone();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nobody starts it again.
  }

  private void gone() {
    synchronized (this) {
      if (done) {
        return;
      }
      done = true;
      queue.clear();
      queuedBytes = 0;
    }
    ended.accept(this);
  }
}
