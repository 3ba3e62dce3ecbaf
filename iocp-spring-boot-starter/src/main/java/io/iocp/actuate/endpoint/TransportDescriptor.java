package io.iocp.actuate.endpoint;

import io.iocp.IocpTransport;
import io.iocp.TransportSnapshot;
import io.iocp.access.AccessSnapshot;
import io.iocp.buffer.PoolStatistics;
import io.iocp.completion.OperationKind;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.ConnectionServer.WorkerState;
import io.iocp.connection.ContextStatistics;
import io.iocp.connection.DrainSnapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transport as the endpoint shows it.
 *
 * @param engine the engine and why it runs
 * @param address where the transport listens
 * @param workers its workers
 * @param pendingIo operations in flight
 * @param port what the port has done so far
 * @param buffers the buffer pool
 * @param jobs the job queue and the first of its jobs
 * @param connections connections now
 * @param contexts contexts of connections
 * @param access who may connect, and how many were refused
 * @param tls what TLS has done; null where it is not spoken
 * @param drain whether clients are let go, and how far that is
 * @param clients a page of the clients, in order of their ids
 */
public record TransportDescriptor(
    Engine engine,
    String address,
    List<WorkerState> workers,
    PendingIo pendingIo,
    PortStatistics port,
    PoolStatistics buffers,
    JobsDescriptor jobs,
    int connections,
    ContextStatistics contexts,
    AccessSnapshot access,
    @Nullable TlsDescriptor tls,
    DrainSnapshot drain,
    List<ClientDescriptor> clients) {

  /**
   * The engine.
   *
   * @param name its name
   * @param reason why it was chosen
   */
  public record Engine(String name, String reason) {}

  /**
   * Operations in flight.
   *
   * @param total all of them
   * @param byOperation by kind
   */
  public record PendingIo(int total, Map<OperationKind, Integer> byOperation) {}

  static TransportDescriptor of(IocpTransport transport, long afterClient, int clientLimit) {
    TransportSnapshot snapshot = transport.figures().snapshot();
    return new TransportDescriptor(
        new Engine(snapshot.engine(), snapshot.engineReason()),
        snapshot.address(),
        snapshot.workers(),
        new PendingIo(snapshot.port().pendingTotal(), snapshot.port().pending()),
        snapshot.port(),
        snapshot.buffers(),
        JobsDescriptor.of(snapshot.jobs(), transport.jobs()),
        snapshot.connections(),
        transport.figures().contexts(),
        snapshot.access(),
        transport.figures().tls().map(TlsDescriptor::of).orElse(null),
        transport.draining().snapshot(),
        transport.clients().page(afterClient, clientLimit).stream()
            .map(ClientDescriptor::of)
            .toList());
  }
}
