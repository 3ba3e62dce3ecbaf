package io.iocp.connection;

import org.jspecify.annotations.Nullable;

/**
 * What a connection and its peer have agreed on to protect it.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite such as {@code TLS_AES_128_GCM_SHA256}
 * @param applicationProtocol what was chosen by ALPN, or null where the peer offered nothing
 * @param peer distinguished name in the peer's certificate, or null without one
 */
public record SecuritySession(
    String protocol,
    String cipherSuite,
    @Nullable String applicationProtocol,
    @Nullable String peer) {}
