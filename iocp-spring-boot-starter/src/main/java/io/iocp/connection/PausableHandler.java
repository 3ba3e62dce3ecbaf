package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A protocol whose reading can be paused in the middle of a piece: what arrived, or was left over,
 * is kept and read in order when it goes on. It is little, since the port is paused too.
 *
 * <p>All methods run in the connection's context.
 */
public abstract class PausableHandler implements ConnectionHandler {

  private @Nullable Connection connection;
  private boolean paused;
  // A piece is being read: whoever resumes now leaves the rest to that loop.
  private boolean reading;
  // The peer finished sending while pieces of it were unread.
  private boolean finishedByPeer;
  private @Nullable ArrayDeque<SharedBuffer> unread;

  /**
   * Reads what has arrived: all of it, unless {@link #isPaused()} says so in between.
   *
   * @param input to be read from its position to its limit
   */
  protected abstract void read(ByteBuffer input);

  @Override
  public void opened(Connection opened) {
    connection = opened;
  }

  /** The connection, once it is opened. */
  public final Connection connection() {
    return Objects.requireNonNull(connection);
  }

  protected final boolean isPaused() {
    return paused;
  }

  @Override
  public final void received(Connection from, SharedBuffer buffer) {
    buffer.memory().limit(buffer.start() + buffer.length()).position(buffer.start());
    if (paused) {
      unread().addLast(buffer);
    } else {
      read(buffer);
    }
  }

  /** Reads between the memory's position and limit; releases the buffer unless it is kept. */
  private void read(SharedBuffer buffer) {
    boolean kept = false;
    reading = true;
    try {
      ByteBuffer input = buffer.memory();
      read(input);
      if (paused && input.hasRemaining()) {
        kept = true;
        unread().addFirst(buffer);
      }
    } finally {
      reading = false;
      if (!kept) {
        buffer.release();
      }
    }
  }

  /** Reads no more; nothing happens to a connection that is being closed. */
  public void pause() {
    if (connection().state() == ConnectionState.CLOSING) {
      return; // The peer's goodbye and its FIN can only be seen by reading.
    }
    paused = true;
    connection().pause();
  }

  /** Reads on. */
  public final void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    while (!paused && !reading && hasUnread()) {
      read(unread().removeFirst());
    }
    if (!paused) {
      connection().resume();
      if (finishedByPeer && !reading) {
        inputEnded();
      }
    }
  }

  /** Reads on after the task, unless that pauses again; until then nothing is read. */
  public final void resumeAfter(Runnable task) {
    paused = false;
    task.run();
    if (!paused) {
      paused = true;
      resume();
    }
  }

  @Override
  public final void peerFinished(Connection finished) {
    finishedByPeer = true;
    if (!hasUnread()) {
      inputEnded();
    }
  }

  /** The peer has finished, and everything before that is read; may be called more than once. */
  protected void inputEnded() {
    connection().close();
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    if (unread != null) {
      unread.forEach(SharedBuffer::release);
      unread = null;
    }
  }

  /**
   * What came and has not been read, in order, with its references: for whoever speaks on the
   * connection next.
   */
  protected final List<SharedBuffer> takeUnread() {
    if (unread == null) {
      return List.of();
    }
    List<SharedBuffer> taken = List.copyOf(unread);
    unread = null;
    for (SharedBuffer buffer : taken) {
      buffer.region(buffer.memory().position(), buffer.memory().limit());
    }
    return taken;
  }

  /** Whether the peer has finished sending. */
  protected final boolean isFinishedByPeer() {
    return finishedByPeer;
  }

  private boolean hasUnread() {
    return unread != null && !unread.isEmpty();
  }

  private ArrayDeque<SharedBuffer> unread() {
    if (unread == null) {
      unread = new ArrayDeque<>(2);
    }
    return unread;
  }
}
