package io.iocp.websocket;

import io.iocp.http.protocol.PathPattern;
import io.iocp.websocket.protocol.FrameLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handler with everything that its registration and the defaults say about its paths; without
 * limits those of the server apply, which may change.
 */
record Route(
    WsHandler handler,
    List<PathPattern> patterns,
    OriginPolicy origins,
    List<WsHandshakeInterceptor> interceptors,
    List<String> subprotocols,
    @Nullable FrameLimits limits,
    @Nullable HandshakeDecider decider,
    boolean compression) {}
