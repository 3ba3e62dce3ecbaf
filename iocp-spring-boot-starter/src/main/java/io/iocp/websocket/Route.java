package io.iocp.websocket;

import io.iocp.websocket.protocol.FrameLimits;
import java.util.List;

/** A handler with everything that its registration and the defaults say about its paths. */
record Route(
    WebSocketHandler handler,
    List<PathPattern> patterns,
    OriginPolicy origins,
    List<HandshakeInterceptor> interceptors,
    List<String> subprotocols,
    FrameLimits limits) {}
