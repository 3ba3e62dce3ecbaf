package io.iocp.admin.sources;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source of a stream at one moment.
 *
 * @param stream the name of the stream that it is published as
 * @param origin the program, or the address, that it is fetched from, without secrets
 * @param onDemand whether it runs only while somebody watches
 * @param state what it is doing
 * @param since since when it does
 * @param restarts how often it was started again after it had failed
 * @param receivedBytes bytes read from it since the service started
 * @param lastFailure why it failed last; null if it has never failed
 * @param errorLines the last lines that its program wrote to standard error, the oldest first, at
 *     most 20
 */
public record SourceView(
    String stream,
    String origin,
    boolean onDemand,
    SourceState state,
    Instant since,
    long restarts,
    long receivedBytes,
    @Nullable String lastFailure,
    List<String> errorLines) {

  /** What a source is doing. */
  public enum SourceState {
    /** Waits for somebody who wants to watch. */
    IDLE,
    /** Stopped by an administrator, until one starts it. */
    STOPPED,
    /** Started, and has given nothing yet. */
    STARTING,
    /** Gives media. */
    RUNNING,
    /** Has ended though nobody wanted that, and is started again after a while. */
    FAILED,
    /** Has been told to end. */
    STOPPING
  }
}
