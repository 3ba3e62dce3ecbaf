package io.iocp.admin.clients;

import io.iocp.clients.ClientSnapshot;
import io.iocp.completion.OperationKind;
import io.iocp.connection.ConnectionSnapshot;
import io.iocp.connection.ConnectionState;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected client at one moment.
 *
 * @param id unique while the server runs, in the order of connecting
 * @param remoteAddress address and port of the client
 * @param protocol what is spoken on the connection
 * @param outbound whether the server connected to it, rather than it to the server
 * @param path path of its WebSocket; null while it has not shaken hands
 * @param subprotocol what was agreed on, if anything
 * @param state where the connection is in its life
 * @param worker index of the I/O worker that serves it
 * @param pendingIo operations in flight by kind
 * @param nextReadSequence number of the next piece to be received
 * @param currentSendSequence number of the buffer that is being sent, or is next
 * @param nextSendSequence number that the next queued buffer will get
 * @param receivedBytes bytes received so far
 * @param sentBytes bytes that the kernel took so far
 * @param queuedBytes bytes of buffers that wait in the send queue
 * @param unsentBytes bytes that the kernel took and has not sent yet, or -1 where that cannot be
 *     known
 * @param queuedBuffers buffers that wait in the send queue or are being sent
 * @param lagMillis time for which something has waited and nothing was taken; 0 if nothing waits
 * @param ageMillis time since the connection was accepted
 */
record ClientView(
    long id,
    String remoteAddress,
    String protocol,
    boolean outbound,
    @Nullable String path,
    @Nullable String subprotocol,
    ConnectionState state,
    int worker,
    Map<OperationKind, Integer> pendingIo,
    int nextReadSequence,
    int currentSendSequence,
    int nextSendSequence,
    long receivedBytes,
    long sentBytes,
    long queuedBytes,
    int unsentBytes,
    int queuedBuffers,
    long lagMillis,
    long ageMillis) {

  static ClientView of(ClientSnapshot client) {
    ConnectionSnapshot connection = client.connection();
    return new ClientView(
        connection.id(),
        remoteAddress(client),
        client.protocol(),
        client.outbound(),
        client.path(),
        client.subprotocol(),
        connection.state(),
        connection.worker(),
        connection.pending(),
        connection.nextReadSequence(),
        connection.currentSendSequence(),
        connection.nextSendSequence(),
        connection.receivedBytes(),
        connection.sentBytes(),
        connection.queuedBytes(),
        connection.unsentBytes(),
        queuedBuffers(connection),
        TimeUnit.NANOSECONDS.toMillis(lagNanos(connection)),
        TimeUnit.NANOSECONDS.toMillis(connection.ageNanos()));
  }

  /** Sequence numbers go around at 2³¹. */
  static int queuedBuffers(ConnectionSnapshot connection) {
    return connection.nextSendSequence() - connection.currentSendSequence() & Integer.MAX_VALUE;
  }

  static long lagNanos(ConnectionSnapshot connection) {
    return connection.queuedBytes() == 0 ? 0 : connection.quietNanos();
  }

  /** Without a look-up of the name, and an IPv6 address in brackets (RFC 3986, section 3.2.2). */
  static String remoteAddress(ClientSnapshot client) {
    InetSocketAddress address = client.connection().remoteAddress();
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
