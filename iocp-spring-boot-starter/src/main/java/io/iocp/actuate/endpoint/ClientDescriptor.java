package io.iocp.actuate.endpoint;

import io.iocp.clients.ClientSnapshot;
import io.iocp.completion.OperationKind;
import io.iocp.connection.ConnectionSnapshot;
import io.iocp.connection.ConnectionState;
import io.iocp.connection.SecuritySession;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client as the endpoint shows it.
 *
 * @param id its id
 * @param remoteAddress the peer, as {@code address:port}
 * @param protocol what is spoken with it
 * @param outbound whether we connected to it
 * @param path path of its WebSocket, null before the handshake
 * @param state state of its connection
 * @param worker index of its worker
 * @param pendingIo its operations in flight by kind
 * @param sequenceNumbers where reading and sending are
 * @param receivedBytes bytes received
 * @param sentBytes bytes sent
 * @param queuedBytes bytes of buffer slots in its send queue
 * @param unsentBytes bytes that the kernel took and has not sent yet, or -1 where that cannot be
 *     known
 * @param ageMillis time since it was accepted
 * @param security version, cipher suite and peer of TLS, null without it
 */
public record ClientDescriptor(
    long id,
    String remoteAddress,
    String protocol,
    boolean outbound,
    @Nullable String path,
    ConnectionState state,
    int worker,
    Map<OperationKind, Integer> pendingIo,
    Sequences sequenceNumbers,
    long receivedBytes,
    long sentBytes,
    long queuedBytes,
    int unsentBytes,
    long ageMillis,
    @Nullable SecuritySession security) {

  /**
   * Sequence numbers, 0 … 2³¹−1 and then around.
   *
   * @param nextRead number of the next piece to be received
   * @param currentSend number of the buffer that is being sent, or is next
   * @param nextSend number that the next queued buffer will get
   */
  public record Sequences(int nextRead, int currentSend, int nextSend) {}

  static ClientDescriptor of(ClientSnapshot client) {
    ConnectionSnapshot connection = client.connection();
    return new ClientDescriptor(
        connection.id(),
        connection.remoteAddress().getAddress().getHostAddress()
            + ":"
            + connection.remoteAddress().getPort(),
        client.protocol(),
        client.outbound(),
        client.path(),
        connection.state(),
        connection.worker(),
        connection.pending(),
        new Sequences(
            connection.nextReadSequence(),
            connection.currentSendSequence(),
            connection.nextSendSequence()),
        connection.receivedBytes(),
        connection.sentBytes(),
        connection.queuedBytes(),
        connection.unsentBytes(),
        Duration.ofNanos(connection.ageNanos()).toMillis(),
        connection.security());
  }
}
