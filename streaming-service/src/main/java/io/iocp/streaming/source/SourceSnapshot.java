package io.iocp.streaming.source;

import io.iocp.streaming.stream.StreamId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source looks like at one moment; nothing of it is secret.
 *
 * @param stream the stream that it is published as
 * @param origin the program, or the address, without secrets
 * @param onDemand whether it runs only while somebody watches
 * @param state what it is doing
 * @param since since when it does
 * @param restarts how often it was started again after it had failed
 * @param bytes bytes read from it since the service started
 * @param lastFailure why it ended last, or null if it has never failed
 * @param errorLines the last lines that its program wrote to standard error
 */
public record SourceSnapshot(
    StreamId stream,
    String origin,
    boolean onDemand,
    SourceState state,
    Instant since,
    long restarts,
    long bytes,
    @Nullable String lastFailure,
    List<String> errorLines) {}
