package io.iocp.websocket;

import java.net.InetSocketAddress;

/**
 * Who shakes hands.
 *
 * @param connectionId id of the connection, which will be the session's
 * @param remoteAddress the client
 * @param localAddress where it has connected to
 * @param secure whether it speaks TLS to us
 */
public record HandshakePeer(
    long connectionId,
    InetSocketAddress remoteAddress,
    InetSocketAddress localAddress,
    boolean secure) {}
