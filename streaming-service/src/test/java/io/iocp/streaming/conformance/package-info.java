/** {@code /echo} for anybody's WebSocket conformance suite; only in profile {@code conformance}. */
@NullMarked
package io.iocp.streaming.conformance;

import org.jspecify.annotations.NullMarked;
