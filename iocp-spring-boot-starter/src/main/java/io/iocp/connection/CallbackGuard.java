package io.iocp.connection;

import io.iocp.completion.CloseMode;
import io.iocp.flight.FlightRecording;
import io.iocp.statistics.Counters;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls code that is not ours: its failure ends this connection and nothing else. Checked
 * exceptions, too: other languages throw them undeclared, and one that got through would end the
 * worker. Connection's context only.
 */
final class CallbackGuard implements PostedQueue.Guard {

  private static final Logger logger = LoggerFactory.getLogger(CallbackGuard.class);

  private final long id;
  private final ConnectionEvents connection;
  private final Counters<ConnectionCounter> counters;
  private boolean more;

  CallbackGuard(long id, ConnectionEvents connection, Counters<ConnectionCounter> counters) {
    this.id = id;
    this.connection = connection;
    this.counters = counters;
  }

  void call(Runnable callback) {
    Object begun = FlightRecording.handlerBegins();
    try {
      callback.run();
    } catch (Throwable e) {
      OutOfMemory.tell(e);
      counters.increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("Handler of connection {} failed", id, e);
      end();
    } finally {
      FlightRecording.handlerEnded(begun, id);
    }
  }

  /** Lets the handler end the connection with a word; a second failure is a reset. */
  private void end() {
    try {
      connection.handlerFailed();
    } catch (Throwable e) {
      // First: it may be that there is no memory to say so.
      connection.terminate(CloseMode.ABORTIVE, CloseCause.HANDLER_FAILED);
      logger.error("Handler of connection {} failed again", id, e);
    }
  }

  @Override
  public boolean isOpen() {
    return !connection.lifecycle().isFinal();
  }

  @Override
  public boolean run(BooleanSupplier part) {
    more = false;
    call(() -> more = part.getAsBoolean());
    return more;
  }
}
