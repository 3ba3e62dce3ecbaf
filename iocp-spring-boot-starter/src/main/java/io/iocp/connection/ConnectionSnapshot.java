package io.iocp.connection;

import io.iocp.completion.OperationKind;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one connection looks like at one moment.
 *
 * @param id the connection's id
 * @param remoteAddress the peer
 * @param worker index of its worker
 * @param state its state
 * @param pending its operations in flight by kind
 * @param nextReadSequence number of the next piece to be received
 * @param currentSendSequence number of the buffer that is being sent, or is next
 * @param nextSendSequence number that the next offered buffer will get
 * @param receivedBytes bytes received so far
 * @param sentBytes bytes that the kernel took so far
 * @param queuedBytes bytes of buffer slots in the send queue
 * @param unsentBytes bytes that the kernel took and has not sent yet, or -1 where that cannot be
 *     known
 * @param ageNanos time since it was accepted
 * @param quietNanos time since anything was received or sent
 * @param security what protects it, or null if nothing does or it is not agreed on yet
 */
public record ConnectionSnapshot(
    long id,
    InetSocketAddress remoteAddress,
    int worker,
    ConnectionState state,
    Map<OperationKind, Integer> pending,
    int nextReadSequence,
    int currentSendSequence,
    int nextSendSequence,
    long receivedBytes,
    long sentBytes,
    long queuedBytes,
    int unsentBytes,
    long ageNanos,
    long quietNanos,
    @Nullable SecuritySession security) {

  public ConnectionSnapshot {
    pending = Map.copyOf(pending);
  }
}
