package io.iocp.streaming.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads on a thread of its own, and waits there for the relay to have taken what it has read. */
final class ReadingAttempt implements Attempt {

  private static final Logger logger = LoggerFactory.getLogger(ReadingAttempt.class);

  private static final int PIECE_BYTES = 64 << 10;

  private final MediaConnection connection;
  private final SourceOutput output;
  private final Events events;
  private volatile boolean stopping;

  private ReadingAttempt(MediaConnection connection, SourceOutput output, Events events) {
    this.connection = connection;
    this.output = output;
    this.events = events;
  }

  /**
   * Begins to read.
   *
   * @param threadName the name of the thread, which lives as long as the attempt
   * @param stopper stops it when another publisher takes the stream, whose thread must not wait
   */
  static Attempt start(
      String threadName,
      Executor stopper,
      MediaConnection connection,
      SourceOutput output,
      Events events) {
    ReadingAttempt attempt = new ReadingAttempt(connection, output, events);
    output.whenLost(() -> stopper.execute(connection::stop));
    Thread thread = new Thread(attempt::run, threadName);
    thread.setDaemon(true);
    thread.start();
    return attempt;
  }

  private void run() {
    String why = "interrupted";
    try {
      why = read().orElse("");
      if (!why.isEmpty()) {
        connection.stop();
      }
      String end = connection.end();
      why = why.isEmpty() ? end : why;
    } catch (InterruptedException e) {
      connection.kill();
    } catch (RuntimeException e) {
      logger.error("A source failed", e);
      connection.kill();
      why = e.toString();
    }
    output.end(stopping, why);
    events.ended(why);
  }

  /** Reads to the end; answers why no further, if it is not the connection that says so. */
  private Optional<String> read() throws InterruptedException {
    try (InputStream media = connection.open()) {
      byte[] piece = new byte[PIECE_BYTES];
      boolean flows = false;
      for (int count = media.read(piece); count >= 0; count = media.read(piece)) {
        if (stopping) {
          break;
        }
        if (!flows) {
          flows = true;
          connection.flows();
        }
        events.came(count);
        Optional<String> refusal = output.write(piece, count);
        if (refusal.isPresent()) {
          return refusal;
        }
      }
      return output.lossReason();
    } catch (IOException | CancellationException e) {
      Optional<String> lost = output.lossReason();
      return lost.isPresent()
          ? lost
          : Optional.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  @Override
  public void stop() {
    stopping = true;
    connection.stop();
  }

  @Override
  public void kill() {
    connection.kill();
  }
}
