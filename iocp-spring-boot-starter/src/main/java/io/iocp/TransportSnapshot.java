package io.iocp;

import io.iocp.access.AccessSnapshot;
import io.iocp.buffer.PoolStatistics;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionServer.WorkerState;
import io.iocp.job.JobQueueSnapshot;
import io.iocp.websocket.WebSocketCounter;
import io.iocp.websocket.protocol.Violation;
import java.util.List;
import java.util.Map;

/**
 * What a transport looks like at one moment. Each figure is right by itself; together they may be a
 * few operations apart.
 *
 * @param engine name of the engine
 * @param engineReason why it was chosen
 * @param address where it listens, as {@code host:port}
 * @param workers its workers
 * @param port operations in flight and what the port has done
 * @param buffers the buffer pool
 * @param jobs the job queue
 * @param connections connections now, from acceptance to their end
 * @param access the access policy, and whom it has refused
 * @param connectionCounters events of connections
 * @param closeCauses how often connections ended for each cause
 * @param webSocketCounters events of WebSocket sessions
 * @param violations how often each rule of the WebSocket protocol was broken
 */
public record TransportSnapshot(
    String engine,
    String engineReason,
    String address,
    List<WorkerState> workers,
    PortStatistics port,
    PoolStatistics buffers,
    JobQueueSnapshot jobs,
    int connections,
    AccessSnapshot access,
    Map<ConnectionCounter, Long> connectionCounters,
    Map<CloseCause, Long> closeCauses,
    Map<WebSocketCounter, Long> webSocketCounters,
    Map<Violation, Long> violations) {

  public TransportSnapshot {
    workers = List.copyOf(workers);
    connectionCounters = Map.copyOf(connectionCounters);
    closeCauses = Map.copyOf(closeCauses);
    webSocketCounters = Map.copyOf(webSocketCounters);
    violations = Map.copyOf(violations);
  }
}
